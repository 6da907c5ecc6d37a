internal import CDispatch
@preconcurrency internal import Glibc
import RoomReplica

/// The clocks of the machine, read once a turn.
enum ReplicaClocks {
    static func read() -> ClockReading {
        ClockReading(
            bootMilliseconds: Self.milliseconds(CLOCK_BOOTTIME),
            wallMilliseconds: Self.milliseconds(CLOCK_REALTIME))
    }

    private static func milliseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(max(0, time.tv_sec)) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
