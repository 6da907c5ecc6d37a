/// Why the text that arms failpoints is refused.
package enum FailpointSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownName(String)
    case invalidHit(String)
    case unknownAction(String)

    package var description: String {
        switch self {
        case .unknownName(let name):
            "there is no failpoint \"\(name)\"; the names are "
                + Failpoint.allCases.map(\.name).joined(separator: ", ")
        case .invalidHit(let text):
            "\"\(text)\" is no number of hits; it must be 1 to \(Limits.failpointHits)"
        case .unknownAction(let text):
            "there is no action \"\(text)\"; the actions are "
                + Failpoints.Action.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }
}
