/// What a client can ask for.
package enum OperationKind: String, CaseIterable, Sendable, Codable {
    case create
    case delete
    case set
    case cas
    case pin
    case unpin
    case cohostAdd = "cohost_add"
    case cohostRemove = "cohost_remove"
    case read
    /// Of the register model only.
    case write

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let kind = OperationKind(rawValue: name) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "there is no operation '\(name)'; there are \(known)")
        }
        self = kind
    }
}
