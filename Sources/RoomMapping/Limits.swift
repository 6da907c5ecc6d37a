/// What replies and minted request ids promise.
package enum Limits {
    /// How long a caller that met OVERLOADED or a missing quorum should wait, in milliseconds.
    package static let retryAfterMilliseconds: UInt32 = 100
    /// How long a minted request id may take effect, in seconds (rooms.md §2).
    package static let mintedNotAfterSeconds: UInt64 = 60
}
