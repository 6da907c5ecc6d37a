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
    /// The state after them, in words.
    package var state: String
    /// The last that have their place, and the first that find none: five together.
    package var excerpts: [Excerpt]

    package var sentence: String {
        "no order of the operations explains what was seen: \(self.placed) of \(self.total) have "
            + "a place, then \(self.state), and nothing that must come next fits"
    }

    static let excerptsBefore = 2
    static let excerptsAfter = 3
}
