/// What replies and minted request ids promise.
package enum Limits {
    /// How long a caller that met OVERLOADED or a missing quorum should wait, in milliseconds.
    package static let retryAfterMilliseconds: UInt32 = 100
    /// How long a minted request id may take effect, in seconds (rooms.md §2).
    package static let mintedNotAfterSeconds: UInt64 = 60

    /// Rooms that are read at once by their ids.
    package static let roomsPerBatch = 500
    /// Changes of one answer with a room's events.
    package static let changesPerReply = 256
    /// States that one filter may name; there are fewer.
    package static let statesOfFilter = 16
    /// Bytes of the rooms or changes of one answer; an envelope holds a little more.
    package static let queryReplyBytes = 3 << 20
    /// Hosts that one call may tell of.
    package static let presencesPerCall = 500
}
