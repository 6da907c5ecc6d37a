/// What an operation with a known answer does to a state.
enum ModelStep<State: Hashable & Sendable>: Equatable, Sendable {
    case impossible
    /// It fits, and could change nothing anywhere: a read, a refusal.
    case unchanged
    /// It fits and leads to this, which may be the state before.
    case changed(State)
    /// The answer does not tell: nothing, or a change to this.
    case either(State)
}
