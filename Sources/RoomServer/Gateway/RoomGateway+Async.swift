package import RoomProtocol

/// The same calls for doors whose libraries are asynchronous (gRPC, HTTP).
///
/// Each costs a continuation, so the native door does not use them. The reply is resolved after
/// the continuation, on the caller's executor and not on the replica's thread.
extension RoomGateway {
    package func mutate(
        _ request: Roomkeeper_V1_MutateRequest, caller: String, timeout: Duration
    ) async -> Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.mutate(request, caller: caller, deadline: $0, completion: $1)
        }.resolve()
    }

    package func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_GetRoomResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.getRoom(request, deadline: $0, completion: $1)
        }.resolve()
    }

    package func transferLeadership(
        _ request: Roomkeeper_V1_TransferLeadershipRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_TransferLeadershipResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.transferLeadership(request, deadline: $0, completion: $1)
        }
    }

    package func settle(
        _ request: Roomkeeper_V1_SettleRequest, caller: String, timeout: Duration
    ) async -> Result<Roomkeeper_V1_SettleResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.settle(request, caller: caller, deadline: $0, completion: $1)
        }.resolve()
    }

    package func heartbeat(
        _ request: Roomkeeper_V1_HeartbeatRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_HeartbeatResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.heartbeat(request, deadline: $0, completion: $1)
        }.resolve()
    }

    package func batchGetRooms(
        _ request: Roomkeeper_V1_BatchGetRoomsRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_BatchGetRoomsResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.batchGetRooms(request, deadline: $0, completion: $1)
        }
    }

    package func listRooms(
        _ request: Roomkeeper_V1_ListRoomsRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_ListRoomsResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.listRooms(request, deadline: $0, completion: $1)
        }
    }

    package func findRooms(
        _ request: Roomkeeper_V1_FindRoomsRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_FindRoomsResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.findRooms(request, deadline: $0, completion: $1)
        }
    }

    package func listRoomEvents(
        _ request: Roomkeeper_V1_ListRoomEventsRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_ListRoomEventsResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.listRoomEvents(request, deadline: $0, completion: $1)
        }
    }

    package func listDeadlines(
        _ request: Roomkeeper_V1_ListDeadlinesRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_ListDeadlinesResponse, Roomkeeper_V1_Error> {
        await self.answer(within: timeout) {
            self.listDeadlines(request, deadline: $0, completion: $1)
        }
    }

    /// Waits for what a call completes with.
    private func answer<Answer: Sendable>(
        within timeout: Duration,
        to begin: (ContinuousClock.Instant, @escaping @Sendable (Answer) -> Void) -> Void
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            begin(.now.advanced(by: timeout)) { continuation.resume(returning: $0) }
        }
    }
}
