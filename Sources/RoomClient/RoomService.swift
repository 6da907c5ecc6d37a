public import RoomProtocol

/// What a program may ask of the rooms, whoever answers.
///
/// `RoomClient` asks a cluster. `RoomTestService` of the library RoomTestKit is the same rooms in
/// the process of a test, with a clock that the test sets. Code that takes `some RoomService` runs
/// with either.
public protocol RoomService: Sendable {
    /// Changes a room, all operations of the request at once or none.
    func mutate(
        _ request: Roomkeeper_V1_MutateRequest, timeout: Duration?
    ) async -> MutationOutcome

    /// Asks what became of a request, and makes it certain.
    func settle(
        _ request: Roomkeeper_V1_SettleRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_SettleResponse

    /// Tells that hosts are there, for rooms with the presence mode HEARTBEAT.
    func heartbeat(
        _ request: Roomkeeper_V1_HeartbeatRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_HeartbeatResponse

    /// Reads a room.
    func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_GetRoomResponse

    /// Reads rooms by their ids, all of one moment.
    func batchGetRooms(
        _ request: Roomkeeper_V1_BatchGetRoomsRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_BatchGetRoomsResponse

    /// Reads a page of the rooms that match a filter.
    func listRooms(
        _ request: Roomkeeper_V1_ListRoomsRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListRoomsResponse

    /// Reads a page of the rooms that somebody or something is in.
    func findRooms(
        _ request: Roomkeeper_V1_FindRoomsRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_FindRoomsResponse

    /// Reads the recent changes of a room.
    func listRoomEvents(
        _ request: Roomkeeper_V1_ListRoomEventsRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListRoomEventsResponse

    /// Reads a page of what will happen by itself.
    func listDeadlines(
        _ request: Roomkeeper_V1_ListDeadlinesRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListDeadlinesResponse

    /// Follows rooms: first what they are, then every change, without a gap between the two.
    func watch(_ request: Roomkeeper_V1_WatchRequest) -> RoomWatch
}

extension RoomClient: RoomService {}
