/// A field of a request that is not of the agreed shape.
///
/// Nothing was proposed.
package struct InvalidField: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path as in the protocol, such as `operations[3].add_products.products[0].title`.
    package var field: String
    /// What is allowed, in words with its unit, such as `1 to 800 bytes of UTF-8`.
    package var limit: String
    /// What was sent, in the same unit.
    package var actual: String

    package init(field: String, limit: String, actual: String) {
        self.field = field
        self.limit = limit
        self.actual = actual
    }

    package var description: String {
        "\(self.field) must be \(self.limit); it is \(self.actual)"
    }
}
