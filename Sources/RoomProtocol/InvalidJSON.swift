/// Why a text is not the JSON form of the message that was expected.
package struct InvalidJSON: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name of a field that the message does not have; nil for any other fault.
    package var unknownField: String?
    /// For the person who wrote the text.
    package var description: String

    package init(unknownField: String? = nil, description: String) {
        self.unknownField = unknownField
        self.description = description
    }
}
