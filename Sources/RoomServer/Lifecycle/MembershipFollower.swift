import Logging
import PeerTransport
import Raft
import Synchronization

/// Keeps the links, and who may open one, in step with the membership in the log.
final class MembershipFollower: Sendable {
    private let node: NodeID
    private let peers: NodePeers
    private let transport: PeerTransport
    private let logger: Logger
    private let current = Mutex<Membership?>(nil)

    init(node: NodeID, peers: NodePeers, transport: PeerTransport, logger: Logger) {
        self.node = node
        self.peers = peers
        self.transport = transport
        self.logger = logger
    }

    /// Called with every status; does nothing while the membership stays the same.
    func follow(_ membership: Membership) {
        let isNew = self.current.withLock { current in
            defer { current = membership }
            return current != membership
        }
        guard isNew else { return }
        self.peers.adopt(membership)
        var endpoints: [NodeID: PeerEndpoint] = [:]
        for member in membership.members where member.node != self.node {
            do {
                endpoints[member.node] = try PeerEndpoint(parsing: member.peerEndpoint)
            } catch {
                self.logger.error(
                    "a member cannot be reached",
                    metadata: ["peer": "\(member.node)", "reason": "\(error)"])
            }
        }
        self.transport.update(peers: endpoints)
    }
}
