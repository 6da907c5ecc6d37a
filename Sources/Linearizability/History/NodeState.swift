/// What a node was seen to be; the words are those of the history.
package enum NodeState: String, CaseIterable, Codable, Sendable {
    case leader
    case follower
    case learner
    case candidate
    case starting
    case paused
    case down
    case removed

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let state = NodeState(rawValue: name) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a node is one of \(known), and not '\(name)'")
        }
        self = state
    }
}
