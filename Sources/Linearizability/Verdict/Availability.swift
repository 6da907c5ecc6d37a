/// How long nothing could be written while something was broken, and how long it took to recover.
package struct Availability: Codable, Equatable, Sendable {
    /// One fault, until the next one or until everything was healed.
    package struct Fault: Codable, Equatable, Sendable {
        package var line: Int
        package var name: String
        package var call: Int64
        package var end: Int64
        /// Successful writes in that time.
        package var writes: Int
        /// The longest time in it without one.
        package var longestGap: Int64
    }

    /// All faults of a name.
    package struct Row: Codable, Equatable, Sendable {
        package var name: String
        package var count: Int
        package var medianGap: Int64
        package var longestGap: Int64
    }

    package var faults: [Fault]
    package var rows: [Row]
    /// From each healing until all nodes served again.
    package var recoveries: [Int64]

    package init(of history: History) {
        let writes = history.operations
            .filter { !$0.record.isRead && $0.record.outcome == .ok }
            .compactMap(\.record.ret).sorted()
        var healed: [Int64] = []
        var healthy: [Int64] = []
        for meta in history.metas {
            if case .healed(let time) = meta.record { healed.append(time) }
            if case .healthy(let time) = meta.record { healthy.append(time) }
        }
        let last = history.operations.compactMap(\.record.ret).max() ?? 0
        let ends = (history.faults.map(\.record.call) + healed).sorted()
        self.faults = history.faults.sorted { $0.record.call < $1.record.call }.map { fault in
            let call = fault.record.call
            let end = ends.first { $0 > call } ?? max(last, fault.record.ret ?? call, call)
            let within = writes.filter { $0 >= call && $0 <= end }
            return Fault(
                line: fault.number, name: fault.record.name, call: call, end: end,
                writes: within.count,
                longestGap: zip([call] + within, within + [end]).map { $1 - $0 }.max() ?? 0)
        }
        self.rows = Dictionary(grouping: self.faults, by: \.name).sorted { $0.key < $1.key }
            .map { name, faults in
                let gaps = faults.map(\.longestGap).sorted()
                return Row(
                    name: name, count: gaps.count, medianGap: gaps[(gaps.count - 1) / 2],
                    longestGap: gaps[gaps.count - 1])
            }
        self.recoveries = healed.sorted().compactMap { time in
            healthy.filter { $0 >= time }.min().map { $0 - time }
        }
    }
}
