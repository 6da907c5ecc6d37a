/// What a bench with watches measured, in words or as JSON.
struct BenchWatchText {
    let result: BenchWatchResult

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(of: self.result)
        case .table:
            return [self.rates, self.latencies].joined(separator: "\n\n")
        }
    }

    private var rates: String {
        let result = self.result
        return TextTable.facts([
            ("watchers", "\(result.watchers), \(result.delivery)"),
            ("writes/s without", Self.list(result.writesPerSecondAlone)),
            ("writes/s with them", Self.list(result.writesPerSecondWatched)),
            ("ratio of the medians", String(result.ratio)),
            ("deliveries/s", String(result.deliveriesPerSecond)),
            ("of them snapshots", "\(result.snapshots) of \(result.deliveries)"),
            ("begun anew", String(result.restarts)),
            ("ended", Self.list(result.ended)),
            ("errors", String(result.errors)),
        ])
    }

    private static func list(_ ended: [String: UInt64]) -> String {
        guard !ended.isEmpty else { return "none" }
        return ended.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            .joined(separator: "  ")
    }

    private static func list(_ rates: [Double]) -> String {
        rates.map { String($0) }.joined(separator: "  ")
    }

    private var latencies: String {
        var table = TextTable("LATENCY (ms)", "P50", "P90", "P99", "P99.9", "MAX")
        if let summary = self.result.deliveryLatencyMs {
            table.add(
                "deliveries", String(summary.p50), String(summary.p90), String(summary.p99),
                String(summary.p999), String(summary.max))
        }
        return table.rendered()
    }
}
