public import RoomProtocol

/// The same calls within the time that the service allows.
extension RoomService {
    @inlinable
    public func mutate(_ request: Roomkeeper_V1_MutateRequest) async -> MutationOutcome {
        await self.mutate(request, timeout: nil)
    }

    @inlinable
    public func settle(
        _ request: Roomkeeper_V1_SettleRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_SettleResponse {
        try await self.settle(request, timeout: nil)
    }

    @inlinable
    public func heartbeat(
        _ request: Roomkeeper_V1_HeartbeatRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_HeartbeatResponse {
        try await self.heartbeat(request, timeout: nil)
    }

    @inlinable
    public func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_GetRoomResponse {
        try await self.getRoom(request, timeout: nil)
    }

    @inlinable
    public func batchGetRooms(
        _ request: Roomkeeper_V1_BatchGetRoomsRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_BatchGetRoomsResponse {
        try await self.batchGetRooms(request, timeout: nil)
    }

    @inlinable
    public func listRooms(
        _ request: Roomkeeper_V1_ListRoomsRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListRoomsResponse {
        try await self.listRooms(request, timeout: nil)
    }

    @inlinable
    public func findRooms(
        _ request: Roomkeeper_V1_FindRoomsRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_FindRoomsResponse {
        try await self.findRooms(request, timeout: nil)
    }

    @inlinable
    public func listRoomEvents(
        _ request: Roomkeeper_V1_ListRoomEventsRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListRoomEventsResponse {
        try await self.listRoomEvents(request, timeout: nil)
    }

    @inlinable
    public func listDeadlines(
        _ request: Roomkeeper_V1_ListDeadlinesRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListDeadlinesResponse {
        try await self.listDeadlines(request, timeout: nil)
    }
}
