/// Why a node stopped of itself.
package struct NodeFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed, and how, in words.
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
