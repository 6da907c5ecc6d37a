package import RoomProtocol
package import RoomState

/// A read of one room, checked.
package struct RoomQuery: Sendable {
    package let room: RoomID
    package let view: RoomView
    package let terms: ReadTerms

    package init(_ request: Roomkeeper_V1_GetRoomRequest) throws(InvalidField) {
        self.room = try RoomID(request.roomID, field: "room_id")
        self.view = try RoomView(request.view)
        self.terms = try ReadTerms(level: request.readLevel, token: request.consistencyToken)
    }
}
