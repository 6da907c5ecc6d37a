/// An item that was given its place: one with a known answer, or one that may have happened.
enum SearchPlacement: Hashable, Sendable {
    case certain(Int)
    case possible(Int)
}
