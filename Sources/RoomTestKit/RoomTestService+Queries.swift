public import RoomClient
import RoomMapping
public import RoomProtocol
import RoomState

/// The other calls of a cluster; a timeout has no effect, for the answer is there at once.
extension RoomTestService {
    public func settle(
        _ request: Roomkeeper_V1_SettleRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_SettleResponse {
        try self.answer { core in core.settle(request) }
    }

    /// From now on the hosts count as present for their time to live.
    public func heartbeat(
        _ request: Roomkeeper_V1_HeartbeatRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_HeartbeatResponse {
        try self.answer { core in core.heartbeat(request) }
    }

    public func batchGetRooms(
        _ request: Roomkeeper_V1_BatchGetRoomsRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_BatchGetRoomsResponse {
        try self.ask { () throws(InvalidField) in try RoomBatchQuery(request) }
    }

    public func listRooms(
        _ request: Roomkeeper_V1_ListRoomsRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListRoomsResponse {
        try self.ask { () throws(InvalidField) in try RoomListQuery(request) }
    }

    public func findRooms(
        _ request: Roomkeeper_V1_FindRoomsRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_FindRoomsResponse {
        try self.ask { () throws(InvalidField) in try RoomFindQuery(request) }
    }

    public func listRoomEvents(
        _ request: Roomkeeper_V1_ListRoomEventsRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListRoomEventsResponse {
        try self.ask { () throws(InvalidField) in try RoomEventsQuery(request) }
    }

    public func listDeadlines(
        _ request: Roomkeeper_V1_ListDeadlinesRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListDeadlinesResponse {
        try self.ask { () throws(InvalidField) in try DeadlineListQuery(request) }
    }

    private func ask<Query: ViewQuery>(
        _ query: () throws(InvalidField) -> Query
    ) throws(RoomClientError) -> Query.Response {
        let checked: Query
        do throws(InvalidField) {
            checked = try query()
        } catch {
            throw RoomClientError(Roomkeeper_V1_Error(error))
        }
        return try self.answer { core in core.answer(checked) }
    }
}
