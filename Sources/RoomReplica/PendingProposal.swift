/// A proposal of one of this node's own callers that has no outcome yet.
struct PendingProposal: Sendable {
    var ticket: UInt64
    var command: [UInt8]
    /// Whether it may be in some log already: appended here, or sent to a leader that has not said
    /// that it did not take it.
    ///
    /// From then on nobody may be told that it had no effect, whatever becomes of later attempts.
    var maySucceed = false
}
