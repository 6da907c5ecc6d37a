import Histogram

/// Counts, failures by reason and latencies in microseconds.
struct BenchTally: Sendable {
    private(set) var counts = BenchCounts()
    private(set) var failures: [String: UInt64] = [:]
    private(set) var readLatency = Self.emptyHistogram()
    private(set) var writeLatency = Self.emptyHistogram()

    mutating func addSuccess(_ kind: BenchOperation, microseconds: UInt64) {
        let latency = min(microseconds, Limits.benchLatencyMicroseconds)
        switch kind {
        case .read:
            self.counts.reads += 1
            self.readLatency.record(latency)
        case .write:
            self.counts.writes += 1
            self.writeLatency.record(latency)
        }
    }

    mutating func addFailure(_ reason: String, count: UInt64 = 1) {
        self.counts.errors += count
        self.failures[reason, default: 0] += count
    }

    mutating func add(_ other: BenchTally) {
        self.counts = self.counts + other.counts
        self.failures.merge(other.failures) { $0 + $1 }
        self.readLatency.add(other.readLatency)
        self.writeLatency.add(other.writeLatency)
    }

    private static func emptyHistogram() -> Histogram<UInt64> {
        Histogram(
            highestTrackableValue: Limits.benchLatencyMicroseconds,
            numberOfSignificantValueDigits: .three)
    }
}
