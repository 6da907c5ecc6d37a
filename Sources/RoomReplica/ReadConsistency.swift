package import Raft

/// How new the state must be that a read sees.
package enum ReadConsistency: Hashable, Sendable {
    /// Everything acknowledged before the read began, confirmed by a quorum (ReadIndex).
    case linearizable
    /// At least the log up to this index.
    case atLeast(LogIndex)
    /// What this node has applied; may be old.
    case local
}
