/// What one object does when one operation comes after the other.
///
/// A value without identity: the search asks it about states that it keeps itself.
protocol SequentialModel: Sendable {
    associatedtype State: Hashable & Sendable
    associatedtype Operation: Sendable

    var initial: State { get }

    /// What an operation whose answer is known does to `state`, and whether it can be there at all.
    func step(_ state: State, _ operation: Operation) -> ModelStep<State>

    /// The state after an operation whose answer nobody knows; nil when it changes nothing here.
    func effect(_ state: State, _ operation: Operation) -> State?

    /// Whether nothing but `operation` can bring the next change, so that no other need be tried.
    func isForced(_ state: State, _ operation: Operation) -> Bool

    /// Whether a step between these is a change, and not only more knowledge of the same state.
    func isChange(from state: State, to next: State) -> Bool

    /// Whether the next change may be one whose answer nobody knows.
    func isOpen(_ state: State) -> Bool

    /// Whether what is known of later states cannot be reached from `state`.
    func isHopeless(_ state: State) -> Bool

    /// Whether the state after `operation` does not depend on the one before.
    func isBlind(_ operation: Operation) -> Bool

    /// The value that `operation` must find; nil when it may find any.
    func wanted(by operation: Operation) -> HistoryValue?

    /// The value that `operation` leaves behind; nil when it leaves what it found.
    func written(by operation: Operation) -> HistoryValue?

    /// The value in `state`; nil when it is not known.
    func value(of state: State) -> HistoryValue?

    /// Why `step` says that it is impossible, for a person.
    func objection(_ state: State, _ operation: Operation) -> String

    /// The state in words.
    func describe(_ state: State) -> String
}
