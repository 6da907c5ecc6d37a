import RoomProtocol
package import SwiftProtobuf

/// The cluster's time as this client knows it: the last value heard plus what the machine's own
/// monotonic clock counted since.
///
/// The wall clock is never used (rooms.md §2: time).
///
/// Group time never goes back, so a value below the highest heard comes from a node that is behind
/// and is ignored.
package struct GroupClock: Sendable {
    private var heard: (milliseconds: UInt64, at: ContinuousClock.Instant)?

    package init() {}

    package mutating func hear(_ milliseconds: UInt64, at now: ContinuousClock.Instant) {
        if let heard = self.heard, milliseconds < heard.milliseconds { return }
        guard milliseconds > 0 else { return }
        self.heard = (milliseconds, now)
    }

    /// The time that is `lifetime` after `now`; nil while no time was heard.
    package func deadline(
        after lifetime: Duration, now: ContinuousClock.Instant
    ) -> Google_Protobuf_Timestamp? {
        guard let heard = self.heard else { return nil }
        let elapsed = max(now - heard.at, .zero) + lifetime
        return Google_Protobuf_Timestamp(
            milliseconds: heard.milliseconds + UInt64(max(elapsed.wholeMilliseconds, 0)))
    }
}

extension Duration {
    /// Rounded down.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
