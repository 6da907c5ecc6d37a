/// The longest order that was found, and where it could not go on.
struct SearchDeadEnd<State: Hashable & Sendable>: Sendable {
    var order: [SearchPlacement]
    var state: State
    /// Items with a known answer, one of which must come next.
    var waiting: [Int]
}
