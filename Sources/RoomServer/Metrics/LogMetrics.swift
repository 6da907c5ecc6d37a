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
