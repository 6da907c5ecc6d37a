/// How the log of this node is written.
package final class LogMetrics: Sendable {
    private let syncs = Histogram.latency()
    private let batches = Histogram.batchSize()
    private let bytes = Counter()

    package init() {}

    /// One synced batch of the log database took `duration`.
    package func synced(in duration: Duration) {
        self.syncs.observe(duration)
    }

    /// Entries of `bytes` together were made durable with one sync.
    package func wrote(entries: Int, bytes: Int) {
        self.batches.observe(entries)
        self.bytes.add(bytes)
    }

    /// Synced batches below which the slow ones among them tell little of the disk.
    private static let syncsToJudge: UInt64 = 1000

    /// What all but 1 of 100 synced batches took at most, in microseconds; `nil`: there were too
    /// few.
    package var slowSyncMicroseconds: Int? {
        let syncs = self.syncs.snapshot()
        return syncs.count < Self.syncsToJudge ? nil : syncs.bound(ofPercent: 99)
    }

    func write(to text: inout PrometheusText) {
        let syncs = self.syncs.snapshot()
        text.single(
            "roomkeeper_log_syncs_total", .counter, syncs.count,
            help: "Synced batches of the log database.")
        text.family(
            "roomkeeper_log_sync_seconds", .histogram,
            help: "How long a synced batch of the log database took.")
        text.sample("roomkeeper_log_sync_seconds", [], syncs)
        text.family(
            "roomkeeper_log_entries_per_sync", .histogram,
            help: "Log entries that one synced batch held; 0 for one of hard state only.")
        text.sample("roomkeeper_log_entries_per_sync", [], self.batches.snapshot())
        text.single(
            "roomkeeper_log_entry_bytes_total", .counter, self.bytes.value,
            help: "Bytes of the log entries written.")
    }
}
