package import PeerTransport
package import Raft
import Synchronization

/// Which peers this node cannot reach, and why.
///
/// A node that hears from nobody looks healthy from within, and its log is where its operator looks
/// first. One outage is worth one line for each way in which it shows, however long it lasts.
package final class PeerOutages: Sendable {
    /// What an event is worth a line of the log for.
    package enum News: Equatable, Sendable {
        case unreachable(reason: String)
        /// The peer is linked again after it was not.
        case reached
    }

    /// What was told of the outage of each peer.
    private let reasons = Mutex<[NodeID: Set<String>]>([:])

    package init() {}

    /// Follows the link to `node`; tells what is new about it.
    ///
    /// A link that broke is tried again at once, so it is no outage yet; a peer that refuses in
    /// words is reached, and `PeerRefusals` tells of it.
    package func note(_ node: NodeID, _ event: PeerLinkEvent) -> News? {
        let reason: String
        switch event {
        case .connected:
            return self.reasons.withLock { $0.removeValue(forKey: node) } == nil ? nil : .reached
        case .refused:
            reason = "nobody listens at its address"
        case .failed(.refusedByPeer), .failed(.stopped), .failed(.endpointChanged), .broken:
            return nil
        case .failed(let error):
            reason = error.description
        }
        return self.reasons.withLock { $0[node, default: []].insert(reason).inserted }
            ? .unreachable(reason: reason) : nil
    }

    /// Forgets nodes that are no longer members.
    package func adopt(_ membership: Membership) {
        self.reasons.withLock { reasons in
            reasons = reasons.filter { membership.member($0.key) != nil }
        }
    }
}
