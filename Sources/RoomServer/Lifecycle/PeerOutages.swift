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

    private struct State {
        /// What was told of the outage of each peer.
        var reasons: [NodeID: Set<String>] = [:]
        /// `nil` until the members are known.
        var membership: Membership?
    }

    private let state = Mutex(State())

    package init() {}

    /// Follows the link to `node`; tells what is new about it.
    ///
    /// A link that broke is tried again at once, so it is no outage yet; a peer that refuses in
    /// words is reached, and `PeerRefusals` tells of it.
    package func note(_ node: NodeID, _ event: PeerLinkEvent) -> News? {
        let reason: String
        switch event {
        case .connected:
            let before = self.state.withLock { $0.reasons.removeValue(forKey: node) }
            return before == nil ? nil : .reached
        case .refused:
            reason = "nobody listens at its address"
        case .failed(.refusedByPeer), .failed(.stopped), .failed(.endpointChanged), .broken:
            return nil
        case .failed(let error):
            reason = error.description
        }
        let isNews = self.state.withLock { state in
            // One that was removed is to be stopped, and its links end later than its membership.
            if let membership = state.membership, membership.member(node) == nil { return false }
            return state.reasons[node, default: []].insert(reason).inserted
        }
        return isNews ? .unreachable(reason: reason) : nil
    }

    /// Forgets nodes that are no longer members.
    package func adopt(_ membership: Membership) {
        self.state.withLock { state in
            state.membership = membership
            state.reasons = state.reasons.filter { membership.member($0.key) != nil }
        }
    }
}
