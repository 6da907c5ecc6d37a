import Histogram

/// Latencies in milliseconds.
///
/// The property names are the JSON keys.
struct LatencySummary: Encodable, Sendable {
    let p50: Double
    let p90: Double
    let p99: Double
    let p999: Double
    let max: Double
    let mean: Double

    /// - Parameter histogram: latencies in microseconds.
    /// - Returns: `nil` when there are none.
    init?(_ histogram: Histogram<UInt64>) {
        guard histogram.totalCount > 0 else { return nil }
        func milliseconds(_ percentile: Double) -> Double {
            Double(histogram.valueAtPercentile(percentile)) / 1_000
        }
        self.p50 = milliseconds(50)
        self.p90 = milliseconds(90)
        self.p99 = milliseconds(99)
        self.p999 = milliseconds(99.9)
        self.max = Double(histogram.max) / 1_000
        self.mean = histogram.mean.rounded() / 1_000
    }
}
