/// A whole history, each record with the number of its line.
package struct History: Sendable {
    package struct Line<Record: Sendable>: Sendable {
        /// From 1.
        package var number: Int
        package var record: Record

        package init(number: Int, record: Record) {
            self.number = number
            self.record = record
        }
    }

    package private(set) var operations: [Line<OperationRecord>] = []
    package private(set) var watches: [Line<WatchRecord>] = []
    package private(set) var faults: [Line<FaultRecord>] = []
    package private(set) var metas: [Line<MetaRecord>] = []

    package init() {}

    /// The records of one run in the order in which they would be written.
    package init(_ records: [HistoryRecord]) {
        for (index, record) in records.enumerated() {
            self.append(record, line: index + 1)
        }
    }

    package mutating func append(_ record: HistoryRecord, line: Int) {
        switch record {
        case .operation(let record):
            self.operations.append(Line(number: line, record: record))
        case .watch(let record): self.watches.append(Line(number: line, record: record))
        case .fault(let record): self.faults.append(Line(number: line, record: record))
        case .meta(let record): self.metas.append(Line(number: line, record: record))
        case .other: break
        }
    }
}

extension History {
    /// What the run says about itself; nil for a history that is not of a whole run.
    package var run: MetaRecord.RunRecord? {
        for meta in self.metas {
            if case .run(let record) = meta.record { return record }
        }
        return nil
    }
}
