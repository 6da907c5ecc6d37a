internal import RoomReplica

/// The clocks of one node: a boot clock that runs a little fast or slow, and a wall clock that may
/// also be wrong and jump.
struct VirtualClock: Sendable {
    /// Parts of a thousand that the node's second is longer or shorter.
    var drift: Int64
    /// Milliseconds that the wall clock is off.
    var wallOffset: Int64
    /// Milliseconds that the machine slept: both clocks count them, and nothing happened in them.
    var slept: Int64 = 0

    /// - Parameters:
    ///   - drift: see there.
    ///   - wallOffset: see there.
    init(drift: Int64, wallOffset: Int64) {
        self.drift = drift
        self.wallOffset = wallOffset
    }

    /// 2026-01-01, in milliseconds since the Unix epoch.
    static let start: Int64 = 1_767_225_600_000

    func read(at time: UInt64) -> ClockReading {
        let elapsed = Int64(time) * (1000 + self.drift) / 1_000_000 + self.slept
        // Boot clocks of different machines have nothing in common; none of them is zero.
        return ClockReading(
            bootMilliseconds: UInt64(1_000_000 + elapsed),
            wallMilliseconds: UInt64(max(0, Self.start + elapsed + self.wallOffset)))
    }
}
