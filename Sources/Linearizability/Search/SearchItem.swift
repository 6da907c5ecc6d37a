/// An operation as the search sees it: when it may be placed, and where it stands in the history.
struct SearchItem<Operation: Sendable>: Sendable {
    var operation: Operation
    var call: Int64
    /// The last moment at which it may have taken effect; `Int64.max` when nothing limits it.
    var ret: Int64
    var line: Int
    /// Of one that may never have happened: equal numbers mean that one does for the other.
    var kin: Int = 0
}
