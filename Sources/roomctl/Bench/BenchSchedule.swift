import NIOCore

/// When the operations of an open loop are due, divided over its callers.
///
/// Latency is counted from when an operation was due, so that those which had to wait for a caller
/// count their waiting: a server that stops for a second is not flattered by callers that
/// stopped asking ("coordinated omission", Tene).
struct BenchSchedule: Sendable {
    let start: ContinuousClock.Instant
    let end: ContinuousClock.Instant
    private let interval: Duration
    private let callers: Int

    init(
        rate: Double, callers: Int, from start: ContinuousClock.Instant,
        to end: ContinuousClock.Instant
    ) {
        (self.start, self.end, self.callers) = (start, end, callers)
        self.interval = .seconds(1) / rate
    }

    /// When a caller's operation is due; `nil` when that is not before the end.
    func time(of turn: Int, by caller: Int) -> ContinuousClock.Instant? {
        let due = self.start + self.interval * Double(turn * self.callers + caller)
        return due < self.end ? due : nil
    }

    /// Operations of a caller from one turn on that are due within `window`.
    func count(
        from turn: Int, by caller: Int, within window: Range<ContinuousClock.Instant>
    )
        -> UInt64
    {
        var count: UInt64 = 0
        var turn = turn
        while let due = self.time(of: turn, by: caller) {
            if window.contains(due) { count += 1 }
            turn += 1
        }
        return count
    }
}

extension EventLoop {
    /// Waits with the resolution of the loop's timers, which is finer than that of a task's sleep.
    func wait(until instant: ContinuousClock.Instant) async {
        let left = instant - .now
        guard left > .zero else { return }
        try? await self.scheduleTask(in: TimeAmount(left)) {}.futureResult.get()
    }
}
