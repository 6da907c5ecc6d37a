/// The bounds of every queue, window and batch of the consensus.
package enum Limits {
    /// The largest payload of one entry.
    package static let entryPayloadBytes = 1 << 20
    /// Entries in one AppendEntries: at most this many bytes, but always at least one entry.
    package static let appendBytes = 1 << 20
    /// Entries in one AppendEntries.
    package static let appendEntries = 1024
    /// AppendEntries in flight to one peer.
    package static let inflightMessages = 256
    /// Bytes of entries in flight to one peer.
    package static let inflightBytes = 16 << 20
    /// Bytes of entries that a leader has appended and not committed; more are refused.
    package static let uncommittedBytes = 64 << 20
    /// Committed entries handed out for apply at once, in bytes; at least one entry.
    package static let applyBytes = 4 << 20
    /// Recent entries kept in memory for replication and apply, in bytes.
    package static let cachedBytes = 4 << 20
    /// Committed entries kept in memory until they are applied, in bytes; beyond that they are read
    /// from the log storage.
    package static let unappliedBytes = 64 << 20
    /// Messages that wait for a write to be durable; the oldest are lost first.
    package static let heldMessages = 4096
    /// Bytes asked of the log storage in one fetch.
    package static let fetchBytes = 2 << 20
    /// Reads waiting for one heartbeat round to confirm them.
    package static let waitingReads = 4096
    /// Members of one group.
    package static let members = 32
    /// Tombstones of former members that one `Membership` may carry.
    package static let removedMembers = 16_384
    /// Entries that a learner may lack when it becomes a voter.
    package static let catchUpEntries = 4096
    /// Bytes of an endpoint.
    package static let endpointBytes = 261
}
