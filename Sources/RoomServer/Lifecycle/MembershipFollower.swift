import Logging
import NIOCore
import PeerTransport
import Raft
import Synchronization

/// Keeps the links, and who may open one, in step with the membership in the log.
final class MembershipFollower: Sendable {
    /// How long a node that left is still dialled: longer than a leader goes on telling it.
    private static let farewell = TimeAmount.seconds(10)

    private struct State {
        var current: Membership?
        var directory: PeerDirectory
    }

    private let peers: NodePeers
    private let transport: PeerTransport
    private let eventLoop: any EventLoop
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameter eventLoop: keeps the time of farewells.
    init(
        node: NodeID, peers: NodePeers, transport: PeerTransport, eventLoop: any EventLoop,
        logger: Logger
    ) {
        self.peers = peers
        self.transport = transport
        self.eventLoop = eventLoop
        self.logger = logger
        self.state = Mutex(State(directory: PeerDirectory(node: node)))
    }

    /// Called with every status; does nothing while the membership stays the same.
    func follow(_ membership: Membership) {
        let isNew = self.state.withLock { state in
            defer { state.current = membership }
            return state.current != membership
        }
        guard isNew else { return }
        self.peers.adopt(membership)
        let endpoints = self.endpoints(of: membership)
        let gone = self.state.withLock { state in
            let gone = state.directory.adopt(endpoints, removed: membership.removed)
            self.transport.update(peers: state.directory.endpoints)
            return gone
        }
        guard !gone.isEmpty else { return }
        self.eventLoop.scheduleTask(in: Self.farewell) { self.forget(gone) }
    }

    /// A node that is welcome said where it is to be dialled.
    func meet(_ node: NodeID, at endpoint: PeerEndpoint) {
        self.state.withLock { state in
            guard state.directory.introduce(node, at: endpoint) else { return }
            self.transport.update(peers: state.directory.endpoints)
        }
    }

    private func forget(_ gone: [NodeID]) {
        self.state.withLock { state in
            state.directory.forget(gone)
            self.transport.update(peers: state.directory.endpoints)
        }
    }

    private func endpoints(of membership: Membership) -> [NodeID: PeerEndpoint] {
        var endpoints: [NodeID: PeerEndpoint] = [:]
        for member in membership.members {
            do {
                endpoints[member.node] = try PeerEndpoint(parsing: member.peerEndpoint)
            } catch {
                self.logger.error(
                    "a member cannot be reached",
                    metadata: ["peer": "\(member.node)", "reason": "\(error)"])
            }
        }
        return endpoints
    }
}
