/// How a search ended.
enum SearchOutcome<State: Hashable & Sendable>: Sendable {
    /// There is an order: the places of the items, in it.
    case linearizable([SearchPlacement])
    /// There is none.
    case stuck(SearchDeadEnd<State>)
    /// Neither was found within the budget.
    case undecided
}

/// An item that was given its place: one with a known answer, or one that may have happened.
enum SearchPlacement: Hashable, Sendable {
    case certain(Int)
    case possible(Int)
}

/// The longest order that was found, and where it could not go on.
struct SearchDeadEnd<State: Hashable & Sendable>: Sendable {
    var order: [SearchPlacement]
    var state: State
    /// Items with a known answer, one of which must come next.
    var waiting: [Int]
}
