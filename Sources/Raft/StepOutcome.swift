/// What became of a message: taken, or why it made no difference.
package enum StepOutcome: Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        /// Meant for another node, or sent by this one.
        case misdirected
        /// From an earlier term.
        case staleTerm
        /// An answer to something that is no longer asked, or was answered before.
        case staleAnswer
        /// A campaign while a leader is heard (dissertation §4.2.3).
        case leaderIsHeard
        /// Only a leader, or a candidate, does what was asked.
        case wrongRole
        /// From a node that is not a member.
        case notMember
        /// This node has forgotten what it acknowledged, and takes no part.
        case quarantined
        /// This node is exchanging its log for a snapshot.
        case installing
        /// There is no room for more entries.
        case diskFull
        /// The disk does not answer, so this node cannot lead.
        case diskStalled
    }

    case accepted
    case ignored(Reason)
}
