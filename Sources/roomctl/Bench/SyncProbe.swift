import Foundation
import Histogram

/// How fast the disk makes a small write durable, with nothing else in between.
struct SyncProbe {
    let directory: String

    /// Appends small blocks to a file of its own, each followed by `fdatasync`, and removes it.
    ///
    /// - Returns: `nil` when the directory cannot be written to.
    func measure() -> SyncProbeResult? {
        let path = "\(self.directory)/roomctl-sync-probe-\(getpid())"
        let file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600)
        guard file >= 0 else { return nil }
        defer {
            close(file)
            unlink(path)
        }
        var latency = Histogram<UInt64>(
            highestTrackableValue: Limits.benchLatencyMicroseconds,
            numberOfSignificantValueDigits: .three)
        let block = [UInt8](repeating: 0x5A, count: Limits.benchSyncBytes)
        let start = ContinuousClock.now
        var last = start
        while latency.totalCount < Limits.benchSyncs, last - start < Limits.benchSyncTime {
            guard write(file, block, block.count) == block.count, fdatasync(file) == 0 else {
                return nil
            }
            let now = ContinuousClock.now
            latency.record(min((now - last).microseconds, Limits.benchLatencyMicroseconds))
            last = now
        }
        guard let summary = LatencySummary(latency) else { return nil }
        return SyncProbeResult(
            directory: self.directory, bytes: Limits.benchSyncBytes,
            syncsPerSecond: (Double(latency.totalCount) / ((last - start) / .seconds(1))).rounded(),
            latencyMs: summary)
    }
}

/// The property names are the JSON keys.
struct SyncProbeResult: Encodable, Sendable {
    let directory: String
    /// Of each write.
    let bytes: Int
    let syncsPerSecond: Double
    let latencyMs: LatencySummary
}
