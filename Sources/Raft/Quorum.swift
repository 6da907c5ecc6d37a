/// Majorities of a configuration, simple or joint (dissertation §4.3).
package struct Quorum: Sendable {
    package enum VoteResult: Equatable, Sendable {
        case pending
        case won
        case lost
    }

    private let halves: [[NodeID]]

    package init(_ membership: Membership) {
        self.halves =
            membership.isJoint
            ? [membership.incoming, membership.outgoing] : [membership.incoming]
    }

    /// The highest value that a majority of each half has reached; `nil` without voters.
    package func reached<Position: Comparable>(_ position: (NodeID) -> Position) -> Position? {
        var lowest: Position?
        for half in self.halves where !half.isEmpty {
            let sorted = half.map(position).sorted()
            // Of n voters, n/2 + 1 are at or beyond the value at this place of the ascending order.
            let value = sorted[(half.count - 1) / 2]
            lowest = lowest.map { min($0, value) } ?? value
        }
        return lowest
    }

    /// How an election stands; `vote` is `nil` for a voter that has not answered.
    package func result(_ vote: (NodeID) -> Bool?) -> VoteResult {
        var isPending = false
        for half in self.halves {
            var granted = 0
            var refused = 0
            for node in half {
                switch vote(node) {
                case .some(true): granted += 1
                case .some(false): refused += 1
                case .none: break
                }
            }
            let majority = half.count / 2 + 1
            if half.count - refused < majority { return .lost }
            if granted < majority { isPending = true }
        }
        return isPending ? .pending : .won
    }

    package func isReached(by isCounted: (NodeID) -> Bool) -> Bool {
        self.result { isCounted($0) } == .won
    }
}
