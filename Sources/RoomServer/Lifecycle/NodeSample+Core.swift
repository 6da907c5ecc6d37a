import PeerTransport
import Raft
import RoomStorage

extension NodeSample {
    /// What the parts of a running node know of themselves now; a part that is gone is left out.
    init(core: NodeCore?, native: NativeDoor?, gateway: RoomGateway?) {
        self.init()
        self.nativeConnections = native?.connectionCount ?? 0
        self.requestsInFlight = gateway?.requestsInFlight ?? 0
        guard let core else { return }
        self.status = core.replica.status
        self.security = core.security.map(SecuritySample.init)
        self.watches = core.rooms.watches
        self.peers = core.transport.statistics().peers.map { node, links in
            PeerSample(node: node, links)
        }
        self.peers.sort { $0.node < $1.node }
        self.databases = [
            DatabaseSample(name: "log", statistics: core.directory.log.statistics()),
            DatabaseSample(name: "state", statistics: core.directory.state.statistics()),
        ]
        self.freeBytes = try? core.directory.freeBytes()
    }
}

extension PeerSample {
    init(node: NodeID, _ links: PeerLinkStatistics) {
        self.init(node: node, isUp: links.isConnected)
        self.framesSent = links.sent.frames
        self.bytesSent = links.sent.bytes
        self.framesReceived = links.received.frames
        self.bytesReceived = links.received.bytes
        self.framesDropped =
            links.droppedFull + links.droppedNotConnected + links.droppedTooLarge
        self.failedAttempts = links.failedAttempts
    }
}
