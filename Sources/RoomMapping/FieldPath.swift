/// Where in a request a value stands, spelled only when it must be reported.
///
/// Mapping a request names the path of every value it looks at; as text that would cost more than
/// the rest of the mapping, so a path is made of parts that cost nothing until they are joined.
struct FieldPath {
    /// The operation's place in `MutateRequest.operations`.
    let operation: Int
    /// The operation's name in the protocol.
    let name: StaticString

    func callAsFunction(_ field: StaticString) -> String {
        "operations[\(self.operation)].\(self.name).\(field)"
    }

    /// A field of an item of a repeated field.
    func callAsFunction(_ list: StaticString, _ index: Int, _ field: StaticString) -> String {
        "operations[\(self.operation)].\(self.name).\(list)[\(index)].\(field)"
    }

    func callAsFunction(_ list: StaticString, _ index: Int) -> String {
        "operations[\(self.operation)].\(self.name).\(list)[\(index)]"
    }
}
