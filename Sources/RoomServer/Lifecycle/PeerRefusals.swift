package import PeerTransport
package import Raft
import Synchronization

/// Which nodes refuse this one, and why.
///
/// They say it in their answers to this node's handshakes. Whoever looks after this node should not
/// have to search the logs of the others for it.
package final class PeerRefusals: Sendable {
    /// What an event is worth a line of the log for.
    package enum News: Equatable, Sendable {
        case refused(PeerRefusal)
        /// The peer takes this node after having refused it.
        case accepted
    }

    private let refusals = Mutex<[NodeID: PeerRefusal]>([:])

    package init() {}

    /// Follows the link to `node`; tells what is new about it.
    ///
    /// A peer that is down, or cannot judge now, is taken to think as before.
    package func note(_ node: NodeID, _ event: PeerLinkEvent) -> News? {
        switch event {
        case .connected:
            return self.refusals.withLock { $0.removeValue(forKey: node) } == nil ? nil : .accepted
        case .failed(.refusedByPeer(let refusal)) where refusal.code != .notReady:
            let before = self.refusals.withLock { $0.updateValue(refusal, forKey: node) }
            return before == refusal ? nil : .refused(refusal)
        case .failed, .broken, .refused:
            return nil
        }
    }

    /// Forgets what nodes said that are no longer members.
    package func adopt(_ membership: Membership) {
        self.refusals.withLock { refusals in
            refusals = refusals.filter { membership.member($0.key) != nil }
        }
    }

    /// Who refuses this node and why, with what to do; `nil` when nobody does.
    package var reason: String? {
        let all = self.refusals.withLock { $0 }
        // They differ in the rarest of cases; each one is in the log.
        guard let first = all.min(by: { $0.key < $1.key }) else { return nil }
        let nodes = all.keys.sorted().map(\.description).joined(separator: " and ")
        let who = all.count == 1 ? "node \(nodes) refuses" : "nodes \(nodes) refuse"
        return "\(who) this node (\(first.value.code)): \(first.value.sentence)"
    }
}
