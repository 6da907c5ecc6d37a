import RoomProtocol
import RoomState

extension Roomkeeper_V1_GetRoomRequest {
    /// The read of `room` that a query such as `view=STAGE&read_level=LOCAL` asks for.
    init(room: String, query: Substring) throws(InvalidField) {
        self.init()
        var parameters = QueryParameters(query)
        self.roomID = room
        self.view = try parameters.word("view", .view) ?? .unspecified
        self.readLevel = try parameters.word("read_level", .readLevel) ?? .unspecified
        self.consistencyToken = try parameters.text("consistency_token") ?? ""
        try parameters.finish()
    }
}
