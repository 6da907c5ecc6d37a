package import RoomProtocol
package import RoomReplica
package import RoomState

/// A read of one room, checked.
package struct RoomQuery: Sendable {
    package let room: RoomID
    package let view: RoomView
    package let level: Roomkeeper_V1_ReadLevel
    package let consistency: ReadConsistency

    package init(_ request: Roomkeeper_V1_GetRoomRequest) throws(InvalidField) {
        self.room = try RoomID(request.roomID, field: "room_id")
        self.view = try RoomView(request.view)
        let token = try Self.token(of: request)
        switch request.readLevel {
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

    /// A token may come with any level, so that a chain of calls can always carry it along.
    private static func token(
        of request: Roomkeeper_V1_GetRoomRequest
    ) throws(InvalidField) -> ConsistencyToken? {
        let text = request.consistencyToken
        guard !text.isEmpty else { return nil }
        guard let token = ConsistencyToken(text) else {
            throw InvalidField(
                field: "consistency_token", limit: "a token out of an earlier response",
                actual: "\(text.utf8.count) bytes that are no token")
        }
        return token
    }
}
