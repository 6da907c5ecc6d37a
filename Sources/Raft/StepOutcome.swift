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
    }

    case accepted
    case ignored(Reason)
}
