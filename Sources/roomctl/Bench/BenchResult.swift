/// What a bench measured, and with what.
///
/// The property names are the JSON keys.
struct BenchResult: Encodable, Sendable {
    struct Workload: Encodable, Sendable {
        /// `nil`: a closed loop.
        let rate: Double?
        let callers: Int
        let connections: Int
        let readShare: Double
        let readLevel: String
        let valueBytes: Int
        let rooms: Int
        let seconds: Double
        let ownerId: String
    }

    struct Latencies: Encodable, Sendable {
        /// Left out when there was none.
        let reads: LatencySummary?
        let writes: LatencySummary?
    }

    let workload: Workload
    /// Acknowledged only, like all that follow but the errors.
    let operations: UInt64
    let reads: UInt64
    let writes: UInt64
    let opsPerSecond: Double
    let readsPerSecond: Double
    let writesPerSecond: Double
    let errors: UInt64
    let errorsByReason: [String: UInt64]
    /// Of an open loop from when an operation was due.
    let latencyMs: Latencies
    /// `nil` when no node runs on this machine.
    var machine: BenchMachineUse?
    /// Of the disk alone, before the bench; `nil` when it was not measured.
    var fdatasync: SyncProbeResult?
    var history: BenchHistorySummary?

    init(tally: BenchTally, options: BenchOptions, ownerID: String) {
        self.workload = Workload(
            rate: options.rate, callers: options.callers, connections: options.connections,
            readShare: options.reads, readLevel: options.readLevel.rawValue,
            valueBytes: options.valueBytes, rooms: options.roomCount, seconds: options.seconds,
            ownerId: ownerID)
        self.operations = tally.counts.operations
        self.reads = tally.counts.reads
        self.writes = tally.counts.writes
        self.opsPerSecond = Self.rate(tally.counts.operations, options.seconds)
        self.readsPerSecond = Self.rate(tally.counts.reads, options.seconds)
        self.writesPerSecond = Self.rate(tally.counts.writes, options.seconds)
        self.errors = tally.counts.errors
        self.errorsByReason = tally.failures
        self.latencyMs = Latencies(
            reads: LatencySummary(tally.readLatency), writes: LatencySummary(tally.writeLatency))
    }

    /// To one decimal.
    private static func rate(_ count: UInt64, _ seconds: Double) -> Double {
        (Double(count) / seconds * 10).rounded() / 10
    }
}
