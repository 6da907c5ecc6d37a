/// Looks for an order of concurrent operations that a sequential model explains.
///
/// Wing and Gong (1993) with Lowe's memory (2017) of what was tried: a set of operations that have
/// their place, with the state they lead to. On top of that, each of which leaves out only orders
/// that another one stands for:
/// - what can change nothing and fits is placed at once, for it can only be in the way later;
/// - where only one operation can bring the next change, no other is tried;
/// - operations that may never have happened come in kinds, and only the first of a kind is tried;
/// - states from which what is known of later ones cannot be reached are given up, and those in
///   which an operation has to find a value that nothing is left to write.
///
/// Invariant: `order` and `pending` together are all certain items.
struct Search<Model: SequentialModel> {
    struct Choice {
        var placement: SearchPlacement
        var state: Model.State
    }

    /// A point to which the search comes back: what is still to be tried there.
    struct Branch {
        var depth: Int
        var untried: [Choice]
    }

    /// A placed item and what there was before it.
    struct Step {
        var placement: SearchPlacement
        var before: Model.State
        var reachBefore: Int
    }

    struct Memory: Hashable {
        /// All items behind this one have no place yet.
        var reach: Int
        /// Those before it that have none.
        var open: [Int]
        /// Which of the possible ones were taken, as bits.
        var taken: [UInt64]
        var state: Model.State
    }

    let model: Model
    let certain: [SearchItem<Model.Operation>]
    let possible: [SearchItem<Model.Operation>]
    /// The possible items of each kind, in the order of their calls.
    let kinds: [[Int]]
    /// Whether states are given up for what is known of later ones.
    let looksAhead: Bool

    var state: Model.State
    var pending: PendingList
    var order: [Step] = []
    /// The highest certain item that has its place; -1 when none has.
    var reach = -1
    var taken: TakenSet
    private var supply = Supply()
    private var branches: [Branch] = []
    private var memory: Set<Memory> = []
    private var deadEnd: SearchDeadEnd<Model.State>?
    private(set) var steps = 0

    /// - Parameter certain: in the order of their calls; `possible` as well.
    init(
        _ model: Model, certain: [SearchItem<Model.Operation>],
        possible: [SearchItem<Model.Operation>], looksAhead: Bool = true
    ) {
        self.model = model
        self.certain = certain
        self.possible = possible
        self.looksAhead = looksAhead
        self.state = model.initial
        self.pending = PendingList(count: certain.count)
        self.taken = TakenSet(count: possible.count)
        var kinds: [Int: [Int]] = [:]
        for (index, item) in possible.enumerated() { kinds[item.kin, default: []].append(index) }
        self.kinds = kinds.values.sorted { $0[0] < $1[0] }
        for (place, item) in certain.enumerated() {
            self.supply.enter(
                .certain(place), wants: model.wanted(by: item.operation),
                writes: model.written(by: item.operation))
        }
        // One that may never have happened asks for nothing.
        for (place, item) in possible.enumerated() {
            self.supply.enter(
                .possible(place), wants: nil, writes: model.written(by: item.operation))
        }
    }

    mutating func run(_ budget: SearchBudget) -> SearchOutcome<Model.State> {
        var nextLook = SearchBudget.stepsBetweenLooks
        while true {
            if self.pending.count == 0 { return .linearizable(self.order.map(\.placement)) }
            if self.steps >= nextLook {
                if self.steps >= budget.steps || budget.isOver()
                    || self.memory.count >= SearchBudget.rememberedStates
                {
                    return .undecided
                }
                nextLook = self.steps + SearchBudget.stepsBetweenLooks
            }
            guard let choices = self.choices() else { continue }
            if choices.count == 1 {
                self.take(choices[0])
            } else if choices.count > 1, self.remember() {
                self.branches.append(
                    Branch(depth: self.order.count, untried: choices.reversed()))
                self.takeUntried()
            } else {
                self.noteDeadEnd()
                guard self.goBack() else { return self.stuck() }
            }
        }
    }

    /// What may come next; nil when something was placed that leaves no choice.
    private mutating func choices() -> [Choice]? {
        if self.looksAhead, self.isHopeless {
            self.steps += 1
            return []
        }
        var choices: [Choice] = []
        var deadline = Int64.max
        var isPlaced = false
        var next = self.pending.first
        while let item = next, self.certain[item].call <= deadline {
            next = self.pending.after(item)
            self.steps += 1
            deadline = min(deadline, self.certain[item].ret)
            switch self.model.step(self.state, self.certain[item].operation) {
            case .impossible: break
            case .unchanged:
                self.place(.certain(item))
                isPlaced = true
            case .changed(let state):
                choices.append(Choice(placement: .certain(item), state: state))
            case .either(let state):
                choices.append(Choice(placement: .certain(item), state: self.state))
                choices.append(Choice(placement: .certain(item), state: state))
            }
        }
        // The deadline was that of an item that now has its place: others may have come near.
        if isPlaced { return nil }
        if let forced = choices.first(where: { self.isForced($0) }) {
            return choices.filter { choice in
                choice.placement == forced.placement
                    || !self.model.isChange(from: self.state, to: choice.state)
            }
        }
        if self.isOverwritable { choices.removeAll { self.isBlind($0.placement) } }
        if self.model.isOpen(self.state) { self.addPossible(to: &choices, before: deadline) }
        return choices
    }

    private var isHopeless: Bool {
        if let value = self.model.value(of: self.state), self.supply.isShort(of: value) {
            return true
        }
        return self.model.isHopeless(self.state)
    }

    private func isForced(_ choice: Choice) -> Bool {
        guard case .certain(let item) = choice.placement else { return false }
        return self.model.isForced(self.state, self.certain[item].operation)
    }

    /// Adds the first of each kind that may have happened by now.
    private mutating func addPossible(to choices: inout [Choice], before deadline: Int64) {
        for kind in self.kinds {
            guard let item = kind.first(where: { !self.taken.contains($0) }),
                self.possible[item].call <= deadline
            else { continue }
            self.steps += 1
            let operation = self.possible[item].operation
            if self.isOverwritable, self.model.isBlind(operation) { continue }
            if let state = self.model.effect(self.state, operation) {
                choices.append(Choice(placement: .possible(item), state: state))
            }
        }
    }

    /// Whether the last operation may never have happened and nothing has seen it.
    ///
    /// Then one that does not depend on it cannot follow: the same order without it would do, and
    /// is tried from the point before. So the memory need not know of this.
    private var isOverwritable: Bool {
        if case .possible? = self.order.last?.placement { true } else { false }
    }

    private func isBlind(_ placement: SearchPlacement) -> Bool {
        switch placement {
        case .certain(let item): self.model.isBlind(self.certain[item].operation)
        case .possible(let item): self.model.isBlind(self.possible[item].operation)
        }
    }
}

extension Search {
    private mutating func take(_ choice: Choice) {
        self.place(choice.placement)
        self.state = choice.state
    }

    private mutating func place(_ placement: SearchPlacement) {
        self.order.append(
            Step(placement: placement, before: self.state, reachBefore: self.reach))
        self.supply.take(placement)
        switch placement {
        case .certain(let item):
            self.pending.remove(item)
            self.reach = max(self.reach, item)
        case .possible(let item):
            self.taken.insert(item)
        }
    }

    /// Notes where the search is; false when it was here before.
    private mutating func remember() -> Bool {
        var open: [Int] = []
        var next = self.pending.first
        while let item = next, item < self.reach {
            open.append(item)
            next = self.pending.after(item)
        }
        let here = Memory(
            reach: self.reach, open: open, taken: self.taken.words, state: self.state)
        return self.memory.insert(here).inserted
    }

    private mutating func takeUntried() {
        guard let choice = self.branches[self.branches.count - 1].untried.popLast() else { return }
        self.take(choice)
    }

    /// Goes back to the last point with something untried and tries it; false: there is none.
    private mutating func goBack() -> Bool {
        while let branch = self.branches.last {
            if branch.untried.isEmpty {
                self.branches.removeLast()
                continue
            }
            while self.order.count > branch.depth { self.undo() }
            self.takeUntried()
            return true
        }
        return false
    }

    private mutating func undo() {
        guard let step = self.order.popLast() else { return }
        self.supply.putBack(step.placement)
        switch step.placement {
        case .certain(let item): self.pending.restore(item)
        case .possible(let item): self.taken.remove(item)
        }
        self.state = step.before
        self.reach = step.reachBefore
    }

    private mutating func noteDeadEnd() {
        if let longest = self.deadEnd, longest.order.count >= self.order.count { return }
        var waiting: [Int] = []
        var deadline = Int64.max
        var next = self.pending.first
        while let item = next, self.certain[item].call <= deadline {
            waiting.append(item)
            deadline = min(deadline, self.certain[item].ret)
            next = self.pending.after(item)
        }
        self.deadEnd = SearchDeadEnd(
            order: self.order.map(\.placement), state: self.state, waiting: waiting)
    }

    private func stuck() -> SearchOutcome<Model.State> {
        .stuck(
            self.deadEnd ?? SearchDeadEnd(order: [], state: self.model.initial, waiting: []))
    }

    /// The longest order of this search and of one that does not look ahead.
    ///
    /// To be told to a person: a search that gives up early sticks early.
    func longest(
        _ end: SearchDeadEnd<Model.State>, _ budget: SearchBudget
    )
        -> SearchDeadEnd<Model.State>
    {
        var longer = Search(
            self.model, certain: self.certain, possible: self.possible, looksAhead: false)
        _ = longer.run(SearchBudget(steps: SearchBudget.explanationSteps, isOver: budget.isOver))
        guard let other = longer.deadEnd, other.order.count >= end.order.count else { return end }
        return other
    }
}
