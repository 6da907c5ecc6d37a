import Histogram
import Synchronization

/// What some callers of a bench saw within the measured window.
///
/// Callers are divided over a few recorders, so that neither the lock nor the memory of the
/// histograms is felt.
final class BenchRecorder: Sendable {
    private let state = Mutex(BenchTally())
    private let window: Range<ContinuousClock.Instant>

    /// - Parameter window: what ends outside of it is not counted.
    init(window: Range<ContinuousClock.Instant>) {
        self.window = window
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
        guard self.window.contains(end) else { return }
        let latency = (end - start).microseconds
        self.state.withLock { $0.addSuccess(kind, microseconds: latency) }
    }

    func recordFailure(reason: String, at end: ContinuousClock.Instant) {
        guard self.window.contains(end) else { return }
        self.state.withLock { $0.addFailure(reason) }
    }
}
