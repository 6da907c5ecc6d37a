package import RoomProtocol
package import RoomState

/// Rooms by their ids, all of one moment.
package struct RoomBatchQuery: ViewQuery {
    package let terms: ReadTerms
    private let rooms: [RoomID]
    private let view: RoomView

    package init(_ request: Roomkeeper_V1_BatchGetRoomsRequest) throws(InvalidField) {
        let allowed = 1...Limits.roomsPerBatch
        guard allowed.contains(request.roomIds.count) else {
            throw InvalidField(
                field: "room_ids", limit: "\(allowed.lowerBound) to \(allowed.upperBound) ids",
                actual: "\(request.roomIds.count)")
        }
        var rooms: [RoomID] = []
        rooms.reserveCapacity(request.roomIds.count)
        for (index, id) in request.roomIds.enumerated() {
            rooms.append(try RoomID(id, field: "room_ids[\(index)]"))
        }
        self.rooms = rooms
        self.view = try RoomView(request.view)
        self.terms = try ReadTerms(level: request.readLevel, token: request.consistencyToken)
    }

    /// Stops where the reply would not fit a frame: the rooms beyond are told so one by one.
    package func answer(
        in view: some StateReader, _ served: Served
    ) throws(StateReadFailure) -> Result<Roomkeeper_V1_BatchGetRoomsResponse, Roomkeeper_V1_Error> {
        var response = Roomkeeper_V1_BatchGetRoomsResponse()
        response.served = served.message
        var budget = ReplyBudget()
        for id in self.rooms {
            var item = Roomkeeper_V1_BatchGetRoomsItem()
            item.roomID = id.rawValue
            if let room = try RoomRecords.room(id, in: view) {
                let message = Roomkeeper_V1_Room(room, view: self.view)
                if budget.take(message) {
                    item.room = message
                } else {
                    item.error = .replyFull(room: id.rawValue)
                }
            } else {
                item.error = .roomNotFound(id.rawValue)
            }
            response.items.append(item)
        }
        return .success(response)
    }
}
