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
            let finding = Self.finding(history, end, problem, Set(extras.map(\.line)))
            return (.violated(finding), search.steps)
        }
    }

    /// What was seen, of what is equal only the one that was seen first.
    private static func extras(of history: RoomHistory) -> [SearchItem<RoomCall>] {
        let makers = Dictionary(
            history.changes.map { ($0.revision, $0.line.record.call) }, uniquingKeysWith: min)
        var extras: [RoomCall: SearchItem<RoomCall>] = [:]
        func add(_ call: RoomCall, revision: Int?, until: Int64, line: Int) {
            if let known = extras[call], known.ret <= until { return }
            // It cannot be placed before the change that made it was sent; that keeps it out of
            // the search until then.
            let from = history.mayLiveTwice ? nil : revision.flatMap { makers[$0] }
            extras[call] = SearchItem(
                operation: call, call: min(from ?? .min, until), ret: until, line: line)
        }
        for line in history.operations where line.record.isStale && line.record.isRead {
            let call = RoomCall(line.record)
            let until = line.record.ret ?? .max
            switch call.answer {
            case .done(let sight) where !sight.isEmpty:
                add(call, revision: sight.revision, until: until, line: line.number)
            case .refused(.notFound):
                add(call, revision: nil, until: until, line: line.number)
            default:
                break
            }
        }
        for watch in history.watches {
            for event in watch.record.result.events {
                var call = RoomCall(kind: .read)
                call.answer = .told(
                    revision: event.revision, value: event.value.map(\.asTitle))
                add(
                    call, revision: event.revision, until: event.at ?? watch.record.ret ?? .max,
                    line: watch.number)
            }
        }
        return Array(extras.values)
    }

    private static func finding(
        _ history: RoomHistory, _ end: SearchDeadEnd<Room>, _ problem: RoomProblem,
        _ extraLines: Set<Int>
    ) -> Finding {
        let waiting = end.waiting.map { problem.certain[$0] }
        let seen = waiting.filter { extraLines.contains($0.line) }.min { $0.ret < $1.ret }
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
