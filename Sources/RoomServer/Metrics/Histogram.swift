import Synchronization

/// Counts observations by size, in buckets whose bounds are fixed when it is made.
///
/// Observations are whole numbers of a small unit, such as microseconds; `scale` turns the unit
/// into the one that is exported, such as 1,000,000 for seconds. So no float is added up: their
/// sum would lose small values beside a large total.
package final class Histogram: Sendable {
    /// For each bucket the number of observations at most its bound and above the one before.
    ///
    /// The last cell takes what is above all bounds. `Atomic` cannot be an array's element, so each
    /// cell is a counter.
    private let cells: [Counter]
    private let sum = Counter()
    /// Ascending.
    package let bounds: [Int]
    package let scale: Int

    package init(bounds: [Int], scale: Int) {
        self.bounds = bounds
        self.scale = scale
        self.cells = (0...bounds.count).map { _ in Counter() }
    }

    /// From 50 µs to 10 s, exported in seconds: requests and syncs of a log.
    package static func latency() -> Histogram {
        Histogram(
            bounds: [
                50, 100, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 50_000,
                100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
            ], scale: 1_000_000)
    }

    /// From 1 to 4,096: how much a batch holds.
    package static func batchSize() -> Histogram {
        Histogram(
            bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096], scale: 1)
    }

    package func observe(_ value: Int) {
        // Negative only if a clock went back, which a monotonic one does not.
        let value = max(0, value)
        self.cells[self.cell(of: value)].add()
        self.sum.add(value)
    }

    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.observe(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }

    /// What was observed so far.
    ///
    /// Cells are read one by one while others write, so the parts may
    /// differ by observations under way; the count is derived from the cells, never beside them.
    package func snapshot() -> HistogramSnapshot {
        HistogramSnapshot(
            bounds: self.bounds, scale: self.scale, cells: self.cells.map(\.value),
            sum: self.sum.value)
    }

    private func cell(of value: Int) -> Int {
        var low = 0
        var high = self.bounds.count
        while low < high {
            let middle = (low + high) / 2
            if self.bounds[middle] < value {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/// What a `Histogram` held at one moment.
package struct HistogramSnapshot: Equatable, Sendable {
    package var bounds: [Int]
    package var scale: Int
    /// One more than the bounds; not cumulative.
    package var cells: [UInt64]
    /// In the unit of the bounds.
    package var sum: UInt64

    package var count: UInt64 { self.cells.reduce(0, +) }

    /// The least bound that so many of 100 observations do not exceed; the last one when they do,
    /// and `nil` when there is no observation.
    package func bound(ofPercent percent: UInt64) -> Int? {
        let count = self.count
        guard count > 0 else { return nil }
        var seen: UInt64 = 0
        for (bound, cell) in zip(self.bounds, self.cells) {
            seen += cell
            if seen * 100 >= count * percent { return bound }
        }
        return self.bounds.last
    }
}
