import Histogram
import Synchronization

/// What some callers of a bench saw within the measured window.
///
/// Callers are divided over a few recorders, so that neither the lock nor the memory of the
/// histograms is felt.
final class BenchRecorder: Sendable {
    private let state = Mutex(BenchTally())
    let window: Range<ContinuousClock.Instant>
    /// An operation of an open loop belongs to the moment at which it was due, one of a closed
    /// loop to that at which it ended.
    private let isOpenLoop: Bool

    /// - Parameter window: what does not belong into it is not counted.
    init(window: Range<ContinuousClock.Instant>, isOpenLoop: Bool = false) {
        self.window = window
        self.isOpenLoop = isOpenLoop
    }

    func tally() -> BenchTally {
        self.state.withLock { $0 }
    }

    /// The counts so far, which cost less to copy than the whole tally.
    func counts() -> BenchCounts {
        self.state.withLock { $0.counts }
    }

    func recordSuccess(
        _ kind: BenchOperation, from start: ContinuousClock.Instant,
        to end: ContinuousClock.Instant
    ) {
        guard self.window.contains(self.isOpenLoop ? start : end) else { return }
        let latency = (end - start).microseconds
        self.state.withLock { $0.addSuccess(kind, microseconds: latency) }
    }

    func recordFailure(
        reason: String, from start: ContinuousClock.Instant, to end: ContinuousClock.Instant
    ) {
        guard self.window.contains(self.isOpenLoop ? start : end) else { return }
        self.state.withLock { $0.addFailure(reason) }
    }

    /// Counts operations that were due and that no caller came to.
    func recordNotBegun(_ count: UInt64) {
        guard count > 0 else { return }
        self.state.withLock { $0.addFailure(Self.notBegun, count: count) }
    }

    private static let notBegun = "NOT_BEGUN"
}
