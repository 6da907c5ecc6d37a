/// Judges a whole history: assumptions, the order of each room, the checks without a search.
package struct Judge: Sendable {
    package var model: HistoryModel
    package var budget: SearchBudget

    package init(model: HistoryModel = .room, budget: SearchBudget = SearchBudget()) {
        self.model = model
        self.budget = budget
    }

    /// - Throws: when the history makes no sense, with the line and the field.
    package func judge(_ history: History) throws(HistoryError) -> Verdict {
        try history.validate(for: self.model)
        let assumptions = Assumptions.check(history)
        var findings = HarnessCheck.findings(in: history)
        var results: [Verdict.RoomResult] = []
        for room in Self.rooms(of: history) {
            let found = self.judge(room, Self.limits(of: room.room, in: history))
            findings += found.findings
            results.append(found.result)
        }
        findings += DigestCheck.findings(in: history)
        let outcome: Verdict.Outcome =
            if !findings.isEmpty { .bad } else if assumptions.contains(where: { !$0.holds }) {
                .invalid
            } else if results.contains(where: { $0.outcome == .undecided }) {
                .undecided
            } else {
                .pass
            }
        let counts = Self.counts(of: history, rooms: results.count)
        return Verdict(
            outcome: outcome,
            sentence: VerdictSentence.sentence(
                outcome, findings: findings, assumptions: assumptions, results, counts),
            model: self.model, findings: findings, assumptions: assumptions, rooms: results,
            counts: counts, availability: Availability(of: history))
    }

    private func judge(
        _ room: RoomHistory, _ limits: MetaRecord.LimitsRecord
    ) -> (findings: [Finding], result: Verdict.RoomResult) {
        var findings: [Finding] = []
        let search = Linearization.check(
            room.operations, model: self.model, limits: limits, budget: self.budget)
        var result = Verdict.RoomResult(
            room: room.room, operations: room.operations.count, outcome: .pass,
            steps: search.steps)
        switch search.decision {
        case .linearizable: break
        case .undecided: result.outcome = .undecided
        case .violated(let violation): findings.append(Self.finding(violation, in: room.room))
        }
        if self.model == .room {
            findings += FastChecks.findings(in: room)
            if findings.isEmpty, result.outcome == .pass {
                let second = NeverSoCheck.check(room, limits: limits, budget: self.budget)
                result.steps += second.steps
                switch second.answer {
                case .holds: break
                case .violated(let finding): findings.append(finding)
                case .undecided: result.outcome = .undecided
                }
            }
        }
        if !findings.isEmpty { result.outcome = .bad }
        return (findings, result)
    }

    private static func finding(_ violation: Violation, in room: String) -> Finding {
        Finding(
            .linearizability, room: room, violation.sentence,
            violation.excerpts.map { Finding.Operation(line: $0.line, text: $0.text) })
    }

    private static func rooms(of history: History) -> [RoomHistory] {
        let operations = Dictionary(grouping: history.operations) { $0.record.room ?? "" }
        let watches = Dictionary(grouping: history.watches) { $0.record.room }
        let starts = NodeStarts(history)
        return Set(operations.keys).union(watches.keys).sorted().map { room in
            RoomHistory(
                room: room, operations: operations[room] ?? [], watches: watches[room] ?? [],
                starts: starts)
        }
    }

    private static func limits(of room: String, in history: History) -> MetaRecord.LimitsRecord {
        var ofAll = MetaRecord.LimitsRecord()
        var ofRoom = ofAll
        for meta in history.metas {
            guard case .limits(let record) = meta.record else { continue }
            if record.room == nil { ofAll.merge(record) }
            if record.room == room { ofRoom.merge(record) }
        }
        ofAll.merge(ofRoom)
        return ofAll
    }

    private static func counts(of history: History, rooms: Int) -> Verdict.Counts {
        var counts = Verdict.Counts()
        counts.rooms = rooms
        counts.operations = history.operations.count
        for line in history.operations {
            switch line.record.outcome {
            case .ok: counts.ok += 1
            case .fail: counts.fail += 1
            case .unknown: counts.unknown += 1
            }
            if line.record.outcome == .unknown, line.record.settled != nil { counts.settled += 1 }
        }
        counts.watches = history.watches.count
        counts.events = history.watches.reduce(0) { $0 + $1.record.result.events.count }
        counts.faults = history.faults.count
        return counts
    }
}
