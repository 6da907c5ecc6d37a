package import RoomProtocol
package import RoomReplica
package import RoomState

/// How new an answer must be, as a request says it.
package struct ReadTerms: Sendable {
    package let level: Roomkeeper_V1_ReadLevel
    package let consistency: ReadConsistency

    /// Whatever was acknowledged before the call is seen.
    static let linearizable = ReadTerms(level: .linearizable, consistency: .linearizable)

    private init(level: Roomkeeper_V1_ReadLevel, consistency: ReadConsistency) {
        self.level = level
        self.consistency = consistency
    }

    /// A token may come with any level, so that a chain of calls can always carry it along.
    package init(level: Roomkeeper_V1_ReadLevel, token: String) throws(InvalidField) {
        let token = try Self.token(token)
        switch level {
        case .unspecified, .linearizable:
            self.level = .linearizable
            self.consistency = .linearizable
        case .atLeast:
            guard let token else {
                throw InvalidField(
                    field: "consistency_token", limit: "given with the read level AT_LEAST",
                    actual: "empty")
            }
            self.level = .atLeast
            self.consistency = .atLeast(token.index)
        case .local:
            self.level = .local
            self.consistency = .local
        case .UNRECOGNIZED(let number):
            throw RequestEnums.unknown(
                number, field: "read_level", allowed: "LINEARIZABLE, AT_LEAST or LOCAL")
        }
    }

    private static func token(_ text: String) throws(InvalidField) -> ConsistencyToken? {
        guard !text.isEmpty else { return nil }
        guard let token = ConsistencyToken(text) else {
            throw InvalidField(
                field: "consistency_token", limit: "a token out of an earlier response",
                actual: "\(text.utf8.count) bytes that are no token")
        }
        return token
    }
}
