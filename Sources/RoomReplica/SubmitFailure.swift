/// Why a proposal or a read got no answer from the state machine.
package enum SubmitFailure: Error, Hashable, Sendable {
    /// No leader is known, or it has no quorum; nothing was proposed.
    case noLeader
    /// A bounded queue is full; nothing was proposed.
    case overloaded(limit: String)
    /// This node may not serve now; nothing was proposed.
    case notReady(reason: String)
    /// The node is stopping; nothing was proposed.
    case shuttingDown
    /// The deadline passed before anything was proposed.
    case deadlineExceeded
    /// Proposed, but not known to be committed: it may take effect, now or later.
    case outcomeUnknown(reason: String)

    /// Whether it is certain that nothing took effect and nothing will.
    package var isNotApplied: Bool {
        if case .outcomeUnknown = self { return false }
        return true
    }
}
