/// Whether the operations of one room, or one register, have an order that explains them.
package struct Linearization: Sendable {
    package enum Decision: Equatable, Sendable {
        case linearizable
        case violated(Violation)
        /// Not found out within the budget.
        case undecided
    }

    package var decision: Decision
    /// Looks at one operation in one state: what it cost.
    package var steps: Int

    package static func check(
        _ lines: [History.Line<OperationRecord>], model: HistoryModel,
        limits: MetaRecord.LimitsRecord = MetaRecord.LimitsRecord(),
        budget: SearchBudget = SearchBudget()
    ) -> Linearization {
        switch model {
        case .room:
            let problem = RoomProblem(lines, limits: limits)
            return Self.decide(
                Search(problem.model, certain: problem.certain, possible: problem.possible),
                lines, budget)
        case .register:
            let problem = RegisterProblem(lines)
            return Self.decide(
                Search(problem.model, certain: problem.certain, possible: problem.possible),
                lines, budget)
        }
    }

    private static func decide<Model>(
        _ search: Search<Model>, _ lines: [History.Line<OperationRecord>], _ budget: SearchBudget
    ) -> Linearization {
        var search = search
        switch search.run(budget) {
        case .linearizable:
            return Linearization(decision: .linearizable, steps: search.steps)
        case .undecided:
            return Linearization(decision: .undecided, steps: search.steps)
        case .stuck(let end):
            let violation = Self.explain(search.longest(end, budget), search, lines)
            return Linearization(decision: .violated(violation), steps: search.steps)
        }
    }

    private static func explain<Model>(
        _ end: SearchDeadEnd<Model.State>, _ search: Search<Model>,
        _ lines: [History.Line<OperationRecord>]
    ) -> Violation {
        let records = Dictionary(
            lines.map { ($0.number, $0.record) }, uniquingKeysWith: { first, _ in first })
        func words(_ line: Int) -> String { records[line]?.words ?? "told at this line" }
        // Those that must return soonest are what holds everything else up.
        let waiting = end.waiting.sorted { search.certain[$0].ret < search.certain[$1].ret }
            .prefix(Violation.shownWaiting)
        let last = end.order.suffix(Violation.shown - waiting.count)
        var excerpts = last.enumerated().map { place, placement in
            let line =
                switch placement {
                case .certain(let item): search.certain[item].line
                case .possible(let item): search.possible[item].line
                }
            let state = place == last.count - 1 ? "; then \(search.model.describe(end.state))" : ""
            return Violation.Excerpt(line: line, text: words(line) + state)
        }
        for item in waiting {
            let entry = search.certain[item]
            let objection = search.model.objection(end.state, entry.operation)
            excerpts.append(
                Violation.Excerpt(line: entry.line, text: "\(words(entry.line)), \(objection)"))
        }
        let placed = end.order.count { if case .certain = $0 { true } else { false } }
        return Violation(
            placed: placed, total: search.certain.count, excerpts: excerpts)
    }
}
