/// What an operator wants changed in a `Membership`; all steps take effect together.
///
/// Replacing a voter is one change of two steps: promote the new one, remove the old one.
package struct MembershipChange: Equatable, Sendable {
    package enum Step: Equatable, Sendable {
        /// A new node begins as a learner: it receives the log and counts in no quorum.
        case addLearner(Member)
        /// A learner becomes a voter.
        case promote(NodeID)
        /// A voter becomes a learner.
        case demote(NodeID)
        /// A voter or learner leaves for good; its id is never given out again.
        case remove(NodeID)
        /// Other endpoints, or the data directory of a member that had none yet.
        case update(Member)

        package var node: NodeID {
            switch self {
            case .addLearner(let member), .update(let member): member.node
            case .promote(let node), .demote(let node), .remove(let node): node
            }
        }
    }

    package var steps: [Step]
    /// Skips the two checks that guard availability, not safety: that a new voter has caught up and
    /// that a majority of the new voters answers now.
    package var isForced: Bool

    package init(steps: [Step], isForced: Bool = false) {
        self.steps = steps
        self.isForced = isForced
    }
}

/// What became of a membership change at this node.
package enum MembershipOutcome: Equatable, Sendable {
    /// In effect here; done once a simple configuration is committed at or after `index`.
    case appended(index: LogIndex, term: Term)
    /// Nothing was appended, and nothing will be.
    case refused(MembershipRefusal)
}

package enum MembershipRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// With the leader, if one is known.
    case notLeader(NodeID?)
    case transferring(to: NodeID)
    /// One change at a time: the configuration at `index` is not committed, or joint.
    case changeUnderWay(index: LogIndex)
    /// The leader is new and has not yet committed an entry of its own term.
    case notYetCommitted
    /// The steps make no sense for the present members; the sentence says why.
    case invalid(String)
    case notCaughtUp(NodeID, entriesBehind: Int, limit: Int)
    /// A learner that has not answered lately cannot become a voter.
    case notAnswering(NodeID)
    case quorumNotReachable(answering: Int, needed: Int)

    package var description: String {
        switch self {
        case .notLeader(let leader):
            leader.map { "this node does not lead; node \($0) does" }
                ?? "this node does not lead, and no leader is known"
        case .transferring(let node):
            "the leadership is being handed to node \(node); ask again in a moment"
        case .changeUnderWay(let index):
            "the change at log index \(index) is still under way; ask again when it is done"
        case .notYetCommitted:
            "the leader has just been elected; ask again in a moment"
        case .invalid(let reason):
            reason
        case .notCaughtUp(let node, let behind, let limit):
            """
            node \(node) is \(behind) entries behind, and at most \(limit) are allowed: wait until \
            it has caught up
            """
        case .notAnswering(let node):
            "node \(node) has not answered the leader lately: start it, or check its network"
        case .quorumNotReachable(let answering, let needed):
            """
            only \(answering) of the new voters answer now, and a majority is \(needed): the \
            cluster would stop taking writes
            """
        }
    }
}
