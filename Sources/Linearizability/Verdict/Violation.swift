/// Why no order explains what was seen: the longest that does, and where it sticks.
package struct Violation: Equatable, Sendable {
    /// An operation around the place where it sticks, with what speaks for or against it.
    package struct Excerpt: Codable, Equatable, Sendable {
        package var line: Int
        package var text: String
    }

    /// The operations that were put in an order, and all whose answer is known.
    package var placed: Int
    package var total: Int
    /// The last that have their place, with the state that they lead to, and the first that find
    /// none: five together, where there are so many.
    package var excerpts: [Excerpt]

    package var sentence: String {
        "no order of the operations explains every answer: \(self.placed) of \(self.total) find a "
            + "place, and what must come next does not fit"
    }

    static let shown = 5
    static let shownWaiting = 3
}
