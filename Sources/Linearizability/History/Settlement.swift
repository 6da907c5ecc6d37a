/// What was found out later about an operation whose client never knew.
package struct Settlement: Codable, Equatable, Sendable {
    package enum Outcome: String, CaseIterable, Codable, Sendable {
        case ok
        case fail
        /// Certain to have had no effect, and judged by nobody.
        case never

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let name = try container.decode(String.self)
            guard let outcome = Outcome(rawValue: name) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "what is settled is ok, fail or never, and not '\(name)'")
            }
            self = outcome
        }
    }

    package var outcome: Outcome
    package var result: OperationResult?

    package init(_ outcome: Outcome, result: OperationResult? = nil) {
        self.outcome = outcome
        self.result = result
    }
}
