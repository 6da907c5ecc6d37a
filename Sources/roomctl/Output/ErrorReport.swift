/// An error as it is printed: the same fields as the protocol's Error.
struct ErrorReport: Encodable, Equatable, Sendable {
    /// A stable word in capitals.
    var reason: String
    /// What happened, for a person.
    var message: String
    /// What to do, when there is something to say beyond the message.
    var advice: String?
    /// `NOT_APPLIED` or `UNKNOWN`.
    var outcome: String
    var metadata: [String: String] = [:]
    var retryAfterMs: Int64?

    /// The text for standard error.
    func text() -> String {
        var lines = ["error: \(self.reason): \(self.message)"]
        let details = self.metadata.sorted { $0.key < $1.key }
            .filter { $0.key != "outcome" }
            .map { "\($0.key)=\($0.value)" }
        if !details.isEmpty {
            lines.append("  details: \(details.joined(separator: ", "))")
        }
        if let retryAfterMs = self.retryAfterMs {
            lines.append("  retry after: \(retryAfterMs) ms")
        }
        if let advice = self.advice {
            lines.append("  what to do: \(advice)")
        }
        return lines.joined(separator: "\n")
    }

    /// The object for programs: `{"error": {...}}`.
    func json() throws -> String {
        try JSONText.text(of: ["error": self])
    }
}
