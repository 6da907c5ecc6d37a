/// One thing that `doctor` found; the property names are the JSON keys.
struct Finding: Encodable, Equatable {
    enum Severity: String, Encodable {
        /// Something is wrong: the command exits with 1.
        case problem
        /// Worth knowing, and perhaps meant to be.
        case note
    }

    let severity: Severity
    /// What it is about; left out when it is the cluster as a whole.
    let nodeId: UInt64?
    /// A stable word in capitals.
    let reason: String
    let what: String
    /// What to do.
    let advice: String

    static func problem(
        _ node: UInt64?, _ reason: String, _ what: String, _ advice: String
    ) -> Finding {
        Finding(severity: .problem, nodeId: node, reason: reason, what: what, advice: advice)
    }

    static func note(
        _ node: UInt64?, _ reason: String, _ what: String, _ advice: String
    ) -> Finding {
        Finding(severity: .note, nodeId: node, reason: reason, what: what, advice: advice)
    }
}
