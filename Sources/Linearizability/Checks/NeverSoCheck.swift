/// Reads that may be old and events of watches show states that the room really had.
///
/// Each is a read that may be placed at any moment before it returned. So a second search decides
/// whether one order explains these as well, which is more than holding them against single lines:
/// a change whose client never knew is allowed for, and no two of them may contradict each other.
enum NeverSoCheck {
    enum Answer {
        case holds
        case violated(Finding)
        case undecided
    }

    /// To be asked of a room whose other operations are linearizable.
    static func check(
        _ history: RoomHistory, limits: MetaRecord.LimitsRecord, budget: SearchBudget
    ) -> (answer: Answer, steps: Int) {
        let extras = Self.extras(of: history)
        // Without its beginning a room may have had any earlier state.
        guard history.isWhole, !extras.isEmpty else { return (.holds, 0) }
        let problem = RoomProblem(history.operations, extras: extras, limits: limits)
        var search = Search(
            problem.model, certain: problem.certain, possible: problem.possible)
        switch search.run(budget) {
        case .linearizable: return (.holds, search.steps)
        case .undecided: return (.undecided, search.steps)
        case .stuck(let end):
            let finding = Self.finding(
                history, search.longest(end, budget), problem, Set(extras.map(\.line)))
            return (.violated(finding), search.steps)
        }
    }

    /// What was seen, of what is equal only the one that was seen first.
    private static func extras(of history: RoomHistory) -> [SearchItem<RoomCall>] {
        let earliest = EarliestCalls(history)
        var extras: [RoomCall: SearchItem<RoomCall>] = [:]
        func add(_ call: RoomCall, from: Int64, until: Int64, line: Int) {
            if let known = extras[call], known.ret <= until { return }
            extras[call] = SearchItem(
                operation: call, call: min(from, until), ret: until, line: line)
        }
        for line in history.operations where line.record.isStale && line.record.isRead {
            let call = RoomCall(line.record)
            let until = line.record.ret ?? .max
            switch call.answer {
            case .done(let sight) where !sight.isEmpty:
                let from = earliest.of(revision: sight.revision, value: sight.value)
                add(call, from: from, until: until, line: line.number)
            case .refused(.notFound):
                add(call, from: .min, until: until, line: line.number)
            default:
                break
            }
        }
        for watch in history.watches {
            for event in watch.record.sights {
                var call = RoomCall(kind: .read)
                let value = event.value.map(\.asTitle)
                call.answer = .told(revision: event.revision, value: value)
                add(
                    call, from: earliest.of(revision: event.revision, value: value),
                    until: event.at ?? watch.record.ret ?? .max, line: watch.number)
            }
        }
        return Array(extras.values)
    }

    /// Before which moment nothing can have been seen: it keeps what is seen late out of the search
    /// until then.
    private struct EarliestCalls {
        private var makers: [Int: Int64] = [:]
        private var writers: [HistoryValue: Int64] = [:]

        init(_ history: RoomHistory) {
            for (line, revision) in history.changes
            where line.record.surelyMadeRevision && !history.mayLiveTwice {
                self.makers[revision] = min(self.makers[revision] ?? .max, line.record.call)
            }
            for line in history.operations where line.record.mayHaveEffect {
                guard let value = line.record.writtenValue else { continue }
                self.writers[value] = min(self.writers[value] ?? .max, line.record.call)
            }
        }

        func of(revision: Int?, value: HistoryValue?) -> Int64 {
            max(
                revision.flatMap { self.makers[$0] } ?? .min,
                value.flatMap { self.writers[$0] } ?? .min)
        }
    }

    private static func finding(
        _ history: RoomHistory, _ end: SearchDeadEnd<Room>, _ problem: RoomProblem,
        _ extraLines: Set<Int>
    ) -> Finding {
        let waiting = end.waiting.map { problem.certain[$0] }.sorted { $0.ret < $1.ret }
        // What would fit there waits for others, and nothing speaks against it.
        let refused = waiting.filter {
            if case .impossible = problem.model.step(end.state, $0.operation) {
                true
            } else {
                false
            }
        }
        let seen = refused.first { extraLines.contains($0.line) }
        let sentence: String
        if let seen {
            sentence =
                "what line \(seen.line) shows was never so: no order of the changes explains it, "
                + problem.model.objection(end.state, seen.operation)
        } else {
            sentence = "no order of the changes explains all that stale reads and watches show"
        }
        let line = seen?.line ?? waiting.first?.line
        return history.finding(
            .neverSo, sentence, history.watches.filter { $0.number == line },
            history.operations.filter { $0.number == line })
    }
}
