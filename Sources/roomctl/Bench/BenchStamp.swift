/// Values that say when they were written, in nanoseconds of this process's monotonic clock.
enum BenchStamp {
    /// The shortest value: a time of 19 digits and a point.
    static let bytes = 20

    private static let origin = ContinuousClock.now

    static func value(byteCount: Int) -> String {
        let time = String(Self.nanoseconds(at: .now)) + "."
        return time + String(repeating: "x", count: max(0, byteCount - time.utf8.count))
    }

    /// How long ago a value was written; nil when it does not say.
    static func age(of value: String) -> Duration? {
        guard let written = Int64(value.prefix { $0 != "." }) else { return nil }
        return .nanoseconds(Self.nanoseconds(at: .now) - written)
    }

    private static func nanoseconds(at instant: ContinuousClock.Instant) -> Int64 {
        let (seconds, attoseconds) = (instant - Self.origin).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
