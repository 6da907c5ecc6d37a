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

    /// Reads a room.
    func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest, timeout: Duration?
    ) async throws(RoomClientError) -> Roomkeeper_V1_GetRoomResponse
}

extension RoomService {
    /// The same within the time that the service allows.
    public func mutate(_ request: Roomkeeper_V1_MutateRequest) async -> MutationOutcome {
        await self.mutate(request, timeout: nil)
    }

    /// The same within the time that the service allows.
    public func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest
    ) async throws(RoomClientError) -> Roomkeeper_V1_GetRoomResponse {
        try await self.getRoom(request, timeout: nil)
    }
}

extension RoomClient: RoomService {}
