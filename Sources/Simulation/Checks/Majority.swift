internal import Raft

/// Whether nodes are a majority of a configuration, of both halves while it is joint (dissertation
/// §4.3).
///
/// Counted here once more, for a check that asked the `Quorum` of the consensus would believe
/// whatever is wrong with it.
struct Majority {
    private let membership: Membership

    init(_ membership: Membership) {
        self.membership = membership
    }

    func isReached(by isCounted: (NodeID) -> Bool) -> Bool {
        guard Self.isReached(self.membership.incoming, by: isCounted) else { return false }
        return self.membership.outgoing.isEmpty
            || Self.isReached(self.membership.outgoing, by: isCounted)
    }

    private static func isReached(_ voters: [NodeID], by isCounted: (NodeID) -> Bool) -> Bool {
        2 * voters.count(where: isCounted) > voters.count
    }
}
