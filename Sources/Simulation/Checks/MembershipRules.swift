internal import Raft

/// Configurations as they follow each other in the one log (dissertation §4.1, §4.3).
struct MembershipRules {
    /// `nil` before the first one in the log.
    private var last: Membership?

    /// Takes the next committed configuration; returns what is wrong with it.
    mutating func note(_ next: Membership) -> String? {
        defer { self.last = next }
        if let back = next.removed.first(where: { next.nodes.contains($0) }) {
            return "node \(back) was removed and is a member again"
        }
        guard let last = self.last else { return nil }
        if let gone = last.removed.first(where: { !next.removed.contains($0) }) {
            return "that node \(gone) was removed is forgotten"
        }
        if let gone = last.nodes.first(where: {
            !next.nodes.contains($0) && !next.removed.contains($0)
        }) {
            return "node \(gone) has left and is not remembered as removed"
        }
        let follows =
            switch (last.isJoint, next.isJoint) {
            case (true, true): false
            case (true, false), (false, false): next.incoming == last.incoming
            case (false, true): next.outgoing == last.incoming
            }
        guard follows else {
            return "voters \(next.incoming) and \(next.outgoing) follow \(last.incoming) and "
                + "\(last.outgoing)"
        }
        guard next.isJoint || next.learners == Self.learners(after: last) || !last.isJoint else {
            return "learners \(next.learners) follow \(last.learners) and \(last.learnersNext)"
        }
        return nil
    }

    /// Those of the simple configuration after a joint one: also who was to lose only its vote.
    private static func learners(after joint: Membership) -> [NodeID] {
        (joint.learners + joint.learnersNext).sorted()
    }
}
