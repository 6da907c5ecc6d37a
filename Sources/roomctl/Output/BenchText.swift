/// What a bench measured, in words or as JSON.
struct BenchText {
    let result: BenchResult

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(of: self.result)
        case .table:
            return [self.rates, self.latencies, self.surroundings, self.remark]
                .filter { !$0.isEmpty }.joined(separator: "\n\n")
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

    /// What the machine did meanwhile, and its disk before.
    private var surroundings: String {
        var facts: [(name: String, value: String)] = []
        if let machine = self.result.machine {
            facts += [
                (
                    "CPU of one operation, servers",
                    "\(Self.tenths(machine.serverCpuMicroseconds)) µs"
                ),
                (
                    "CPU of one operation, client",
                    "\(Self.tenths(machine.clientCpuMicroseconds)) µs"
                ),
                (
                    "machine busy, by others",
                    "\(Self.percent(machine.busyShare)), \(Self.percent(machine.othersShare))"
                ),
                (
                    "memory of the largest server, at most",
                    "\(machine.residentBytes >> 20) MiB, \(machine.peakResidentBytes >> 20) MiB"
                ),
            ]
        }
        if let disk = self.result.fdatasync {
            facts.append(
                (
                    "fdatasync of \(disk.bytes) bytes, P50, P99",
                    "\(disk.latencyMs.p50) ms, \(disk.latencyMs.p99) ms"
                ))
        }
        if let history = self.result.history {
            facts.append(
                (
                    "history",
                    "\(history.operations) operations on \(history.rooms) rooms in \(history.file)"
                        + (history.isCut ? ", cut off" : "")
                ))
        }
        return TextTable.facts(facts)
    }

    private static func tenths(_ value: Double) -> String { String((value * 10).rounded() / 10) }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private var remark: String {
        "The \(self.result.workload.rooms) rooms of \(self.result.workload.ownerId) stay."
    }
}
