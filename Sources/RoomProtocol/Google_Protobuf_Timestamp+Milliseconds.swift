package import SwiftProtobuf

extension Google_Protobuf_Timestamp {
    /// The time `milliseconds` after 1970-01-01T00:00Z.
    ///
    /// A time after the year 9999, which a Timestamp cannot say, becomes that year's last
    /// millisecond.
    package init(milliseconds: UInt64) {
        let bounded = min(milliseconds, Limits.lastMilliseconds)
        self.init(
            seconds: Int64(bounded / 1000), nanos: Int32(bounded % 1000) * 1_000_000)
    }

    /// Milliseconds since 1970-01-01T00:00Z, rounded down.
    ///
    /// Nil for what is no time of ours: before 1970, after the year 9999, or nanoseconds outside
    /// of 0 to 999,999,999.
    package var milliseconds: UInt64? {
        guard let seconds = UInt64(exactly: self.seconds),
            seconds <= Limits.lastMilliseconds / 1000,
            (0..<1_000_000_000).contains(self.nanos)
        else { return nil }
        return seconds * 1000 + UInt64(self.nanos / 1_000_000)
    }
}
