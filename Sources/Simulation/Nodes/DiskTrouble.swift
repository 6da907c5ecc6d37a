/// What is the matter with one node's disk just now.
struct DiskTrouble: Equatable, Sendable {
    /// Syncs end no earlier than this.
    var hangsUntil: UInt64 = 0
    /// The next sync fails.
    var failsNextSync = false
    /// The next read of the log fails; the state's own reads fail by `VirtualState`.
    var failsNextRead = false
    /// Little room is left, and the node has been told.
    var isFull = false
    /// No room is left, all at once: whatever writes fails.
    var isExhausted = false
    /// A bit has flipped somewhere: what is on it may no longer be counted on.
    var isSpoiled = false
}
