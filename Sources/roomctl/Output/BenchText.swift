/// What a bench measured, in words or as JSON.
struct BenchText {
    let result: BenchResult

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(of: self.result)
        case .table:
            return [self.rates, self.latencies, self.remark].joined(separator: "\n\n")
        }
    }

    private var rates: String {
        let errors = self.result.errorsByReason.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let count = String(self.result.errors)
        return TextTable.facts([
            ("operations/s", String(self.result.opsPerSecond)),
            ("reads/s", String(self.result.readsPerSecond)),
            ("writes/s", String(self.result.writesPerSecond)),
            ("errors", errors.isEmpty ? count : "\(count) (\(errors))"),
        ])
    }

    private var latencies: String {
        var table = TextTable("LATENCY (ms)", "P50", "P90", "P99", "P99.9", "MAX")
        let kinds = [
            ("reads", self.result.latencyMs.reads), ("writes", self.result.latencyMs.writes),
        ]
        for (name, summary) in kinds {
            guard let summary else { continue }
            table.add(
                name, String(summary.p50), String(summary.p90), String(summary.p99),
                String(summary.p999), String(summary.max))
        }
        return table.rendered()
    }

    private var remark: String {
        "The \(self.result.workload.rooms) rooms of \(self.result.workload.ownerId) stay."
    }
}
