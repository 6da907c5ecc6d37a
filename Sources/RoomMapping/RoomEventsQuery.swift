package import RoomProtocol
import RoomReplica
package import RoomState

/// The recent changes of one room.
package struct RoomEventsQuery: ViewQuery {
    package let terms: ReadTerms
    private let room: RoomID
    private let from: UInt64
    private let limit: Int

    package init(_ request: Roomkeeper_V1_ListRoomEventsRequest) throws(InvalidField) {
        self.room = try RoomID(request.roomID, field: "room_id")
        self.from = request.fromRevision
        self.limit = try PageSize.checked(
            request.limit, unlessTold: Limits.changesPerReply,
            in: 1...Limits.changesPerReply, field: "limit")
        self.terms = try ReadTerms(level: request.readLevel, token: request.consistencyToken)
    }

    package func answer(
        in view: some StateReader, _ served: Served
    ) throws(StateReadFailure) -> Result<
        Roomkeeper_V1_ListRoomEventsResponse, Roomkeeper_V1_Error
    > {
        let answer = try RoomHistory.read(
            self.room, from: self.from, limit: self.limit, at: served.applied.groupTime, in: view)
        switch answer {
        case .noRoom: return .failure(.roomNotFound(self.room.rawValue))
        case .outOfRange(let oldest, let newest):
            return .failure(
                .eventsOutOfRange(
                    of: self.room.rawValue, from: self.from, oldest: oldest, newest: newest))
        case .history(let history):
            var response = Roomkeeper_V1_ListRoomEventsResponse()
            response.oldestRevision = history.oldest
            response.newestRevision = history.newest
            response.served = served.message
            var budget = ReplyBudget()
            for recorded in history.changes {
                let change = Roomkeeper_V1_Change(recorded.change)
                guard budget.take(change) else { break }
                response.changes.append(change)
            }
            return .success(response)
        }
    }
}
