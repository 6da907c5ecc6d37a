/// How a search ended.
enum SearchOutcome<State: Hashable & Sendable>: Sendable {
    /// There is an order: the places of the items, in it.
    case linearizable([SearchPlacement])
    /// There is none.
    case stuck(SearchDeadEnd<State>)
    /// Neither was found within the budget.
    case undecided
}
