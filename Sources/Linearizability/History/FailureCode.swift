/// Why the state machine said no.
package enum FailureCode: Hashable, Sendable {
    case conflict
    case exists
    case notFound
    case already
    case missing
    case forbidden
    case full
    /// One that no model knows: certain to have had no effect, and not judged.
    case other(String)

    private static let named: [String: FailureCode] = [
        "conflict": .conflict, "exists": .exists, "not_found": .notFound, "already": .already,
        "missing": .missing, "forbidden": .forbidden, "full": .full,
    ]

    package init(_ name: String) {
        self = Self.named[name] ?? .other(name)
    }

    package var name: String {
        switch self {
        case .conflict: "conflict"
        case .exists: "exists"
        case .notFound: "not_found"
        case .already: "already"
        case .missing: "missing"
        case .forbidden: "forbidden"
        case .full: "full"
        case .other(let name): name
        }
    }
}

extension FailureCode: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.name)
    }
}
