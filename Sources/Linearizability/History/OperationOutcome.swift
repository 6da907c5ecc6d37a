/// What the client knows of its operation.
package enum OperationOutcome: String, CaseIterable, Sendable, Codable {
    case ok
    /// Certain to have had no effect.
    case fail
    /// It may have taken effect, may still, or may never.
    case unknown

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let outcome = OperationOutcome(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "an outcome is ok, fail or unknown, and not '\(name)'")
        }
        self = outcome
    }
}
