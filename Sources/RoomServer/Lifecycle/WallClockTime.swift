import CDispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A moment of the machine's wall clock, for people to read.
///
/// Nothing is decided by it.
package struct WallClockTime: Equatable, Sendable, CustomStringConvertible {
    /// Since the Unix epoch.
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func now() -> WallClockTime {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else {
            return WallClockTime(milliseconds: 0)
        }
        return WallClockTime(
            milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// UTC to the millisecond, as in `2026-01-31T12:00:00.123Z` (RFC 3339).
    package var description: String {
        var seconds = time_t(self.milliseconds / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = [
            Self.digits(Int64(parts.tm_year) + 1_900, 4), Self.digits(Int64(parts.tm_mon) + 1, 2),
            Self.digits(Int64(parts.tm_mday), 2),
        ]
        let time = [
            Self.digits(Int64(parts.tm_hour), 2), Self.digits(Int64(parts.tm_min), 2),
            Self.digits(Int64(parts.tm_sec), 2),
        ]
        let fraction = Self.digits(self.milliseconds % 1_000, 3)
        return date.joined(separator: "-") + "T" + time.joined(separator: ":") + ".\(fraction)Z"
    }

    private static func digits(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
