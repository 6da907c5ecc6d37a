extension History {
    /// Whether the lines make sense together, and to a model.
    ///
    /// What is said of a line by itself is found while it is read.
    package func validate(for model: HistoryModel) throws(HistoryError) {
        guard !self.operations.isEmpty || !self.watches.isEmpty else {
            throw HistoryError("there is no operation and no watch in it, so nothing to judge")
        }
        for line in self.operations {
            let record = line.record
            try Self.checkTimes(line.number, call: record.call, ret: record.ret)
            try Self.checkRevision(line.number, "result.rev", record.result?.revision)
            try Self.checkRevision(
                line.number, "settled.result.rev", record.settled?.result?.revision)
            try Self.checkRevision(
                line.number, "args.expect_rev", record.arguments?.expectedRevision)
            try Self.check(record, line.number, model)
        }
        for line in self.watches {
            let record = line.record
            try Self.checkTimes(line.number, call: record.call, ret: record.ret)
            try Self.checkRevision(line.number, "result.from_rev", record.result.fromRevision)
            try Self.checkTime(line.number, "result.gone", record.result.gone)
            if let snapshot = record.result.snapshot {
                try Self.check(snapshot, line.number, "result.snapshot")
            }
            for (place, event) in record.result.events.enumerated() {
                try Self.check(event, line.number, "result.events[\(place)]")
            }
        }
        for line in self.faults {
            try Self.checkTimes(line.number, call: line.record.call, ret: line.record.ret)
        }
        for line in self.metas {
            switch line.record {
            case .node(let record): try Self.checkTime(line.number, "at", record.at)
            case .start(let record): try Self.checkTime(line.number, "at", record.at)
            case .healed(let time), .healthy(let time):
                try Self.checkTime(line.number, "at", time)
            default: break
            }
        }
        try self.checkLimits()
        try self.checkProcesses()
    }

    private static func check(
        _ event: WatchRecord.Event, _ line: Int, _ field: String
    ) throws(HistoryError) {
        try Self.checkTime(line, "\(field).at", event.at)
        try Self.checkRevision(line, "\(field).rev", event.revision)
    }

    private static func checkTimes(
        _ line: Int, call: Int64, ret: Int64?
    ) throws(HistoryError) {
        try Self.checkTime(line, "call", call)
        guard let ret, ret < call else { return }
        throw HistoryError(line: line, field: "ret", "it is \(ret), before the call at \(call)")
    }

    private static func checkTime(
        _ line: Int, _ field: String, _ time: Int64?
    ) throws(HistoryError) {
        guard let time, time < 0 else { return }
        throw HistoryError(line: line, field: field, "it is \(time); times are from 0 on")
    }

    private static func checkRevision(
        _ line: Int, _ field: String, _ revision: Int?
    ) throws(HistoryError) {
        guard let revision, !(0...HistoryLimits.revision).contains(revision) else { return }
        throw HistoryError(
            line: line, field: field,
            "it is \(revision); revisions are from 0 to \(HistoryLimits.revision)")
    }

    private static func check(
        _ record: OperationRecord, _ line: Int, _ model: HistoryModel
    ) throws(HistoryError) {
        let isOfModel =
            switch record.kind {
            case .read, .cas: true
            case .write: model == .register
            case .create, .delete, .set, .pin, .unpin, .cohostAdd, .cohostRemove: model == .room
            }
        guard isOfModel else {
            throw HistoryError(
                line: line, field: "op",
                "'\(record.kind.rawValue)' is no operation of the model \(model.rawValue); "
                    + "--model chooses another one")
        }
        if model == .room, record.room == nil {
            throw HistoryError(line: line, field: "room", "it is missing")
        }
        if record.outcome != .unknown, record.ret == nil {
            throw HistoryError(
                line: line, field: "ret",
                "it is missing; only an unknown outcome can be without it")
        }
        if record.isStale, !record.isRead {
            throw HistoryError(
                line: line, field: "mode",
                "it is 'stale'; only a read can be old by its caller's wish")
        }
        if let field = Self.missingArgument(of: record, model) {
            throw HistoryError(
                line: line, field: "args.\(field)",
                "it is missing; \(record.kind.rawValue) needs it")
        }
    }

    private static func missingArgument(
        of record: OperationRecord, _ model: HistoryModel
    ) -> String? {
        let arguments = record.arguments
        switch record.kind {
        case .set, .write:
            return arguments?.value == nil ? "value" : nil
        case .cas:
            if arguments?.value == nil { return "value" }
            if model == .register { return arguments?.old == nil ? "old" : nil }
            return arguments?.expectedRevision == nil ? "expect_rev" : nil
        case .pin, .unpin:
            return arguments?.id == nil ? "id" : nil
        case .cohostAdd, .cohostRemove:
            return arguments?.user == nil ? "user" : nil
        case .create, .delete, .read:
            return nil
        }
    }

    /// Lines may come in any order, so no line of `limits` corrects another.
    private func checkLimits() throws(HistoryError) {
        var told: [String?: (line: Int, limits: MetaRecord.LimitsRecord)] = [:]
        for line in self.metas {
            guard case .limits(let record) = line.record else { continue }
            if let before = told[record.room], before.limits != record {
                let whose = record.room.map { "of room \($0)" } ?? "of all rooms"
                throw HistoryError(
                    line: line.number, field: "name",
                    "the limits \(whose) are told otherwise in line \(before.line)")
            }
            told[record.room] = (line.number, record)
        }
    }

    /// A process has one operation at a time: two at once are two processes, or a broken clock.
    private func checkProcesses() throws(HistoryError) {
        var last: [Int: Line<OperationRecord>] = [:]
        let inOrder = self.operations.sorted {
            ($0.record.call, $0.number) < ($1.record.call, $1.number)
        }
        for line in inOrder {
            let process = line.record.process
            if let before = last[process], let ret = before.record.ret, line.record.call < ret {
                throw HistoryError(
                    line: line.number, field: "process",
                    "process \(process) calls at \(line.record.call) while its operation of line "
                        + "\(before.number) runs until \(ret); a process has one operation at a "
                        + "time")
            }
            last[process] = line
        }
    }
}
