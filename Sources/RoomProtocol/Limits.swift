/// The bounds of what travels on the native door, and of times.
package enum Limits {
    /// The largest encoded envelope, without its length prefix.
    ///
    /// Twelve times the largest room that a reader may get (256 KiB), so that no legal message
    /// comes near it.
    package static let envelopeBytes = 4 << 20
    /// How deep messages may nest; a hostile message may not exhaust the stack.
    package static let messageDepth = 32
    /// Small envelopes are joined up to this size before they are written to the channel.
    package static let joinedWriteBytes = 64 << 10
    /// 9999-12-31T23:59:59.999Z in milliseconds: the last time a protobuf Timestamp can say.
    package static let lastMilliseconds: UInt64 = 253_402_300_799_999
}
