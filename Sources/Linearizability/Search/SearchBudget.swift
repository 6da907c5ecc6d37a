/// How long a search may go on; what is not decided by then stays undecided.
package struct SearchBudget: Sendable {
    /// The most looks at one operation in one state.
    package var steps: Int
    /// Asked once in a while; true ends the search.
    package var isOver: @Sendable () -> Bool

    /// States that are remembered as leading nowhere: about 200 bytes each.
    package static let rememberedStates = 4_000_000
    /// Steps between two questions whether the time is over.
    package static let stepsBetweenLooks = 4_096
    /// Steps spent on the longest prefix of a history that is known to be bad.
    package static let explanationSteps = 1_000_000

    package init(steps: Int = .max, isOver: @escaping @Sendable () -> Bool = { false }) {
        self.steps = steps
        self.isOver = isOver
    }
}
