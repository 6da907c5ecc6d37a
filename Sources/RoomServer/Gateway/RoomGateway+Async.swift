package import RoomProtocol

/// The same calls for doors whose libraries are asynchronous (gRPC, HTTP).
///
/// Each costs a continuation, so the native door does not use them. The reply is resolved after
/// the continuation, on the caller's executor and not on the replica's thread.
extension RoomGateway {
    package func mutate(
        _ request: Roomkeeper_V1_MutateRequest, caller: String, timeout: Duration
    ) async -> Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error> {
        let reply = await withCheckedContinuation { continuation in
            self.mutate(request, caller: caller, deadline: .now.advanced(by: timeout)) { reply in
                continuation.resume(returning: reply)
            }
        }
        return reply.resolve()
    }

    package func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_GetRoomResponse, Roomkeeper_V1_Error> {
        let reply = await withCheckedContinuation { continuation in
            self.getRoom(request, deadline: .now.advanced(by: timeout)) { reply in
                continuation.resume(returning: reply)
            }
        }
        return reply.resolve()
    }

    package func transferLeadership(
        _ request: Roomkeeper_V1_TransferLeadershipRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_TransferLeadershipResponse, Roomkeeper_V1_Error> {
        await withCheckedContinuation { continuation in
            self.transferLeadership(request, deadline: .now.advanced(by: timeout)) { result in
                continuation.resume(returning: result)
            }
        }
    }

    package func settle(
        _ request: Roomkeeper_V1_SettleRequest, caller: String, timeout: Duration
    ) async -> Result<Roomkeeper_V1_SettleResponse, Roomkeeper_V1_Error> {
        let reply = await withCheckedContinuation { continuation in
            self.settle(request, caller: caller, deadline: .now.advanced(by: timeout)) { reply in
                continuation.resume(returning: reply)
            }
        }
        return reply.resolve()
    }

    package func heartbeat(
        _ request: Roomkeeper_V1_HeartbeatRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_HeartbeatResponse, Roomkeeper_V1_Error> {
        let reply = await withCheckedContinuation { continuation in
            self.heartbeat(request, deadline: .now.advanced(by: timeout)) { reply in
                continuation.resume(returning: reply)
            }
        }
        return reply.resolve()
    }

    package func batchGetRooms(
        _ request: Roomkeeper_V1_BatchGetRoomsRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_BatchGetRoomsResponse, Roomkeeper_V1_Error> {
        await withCheckedContinuation { continuation in
            self.batchGetRooms(request, deadline: .now.advanced(by: timeout)) { result in
                continuation.resume(returning: result)
            }
        }
    }

    package func listRooms(
        _ request: Roomkeeper_V1_ListRoomsRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_ListRoomsResponse, Roomkeeper_V1_Error> {
        await withCheckedContinuation { continuation in
            self.listRooms(request, deadline: .now.advanced(by: timeout)) { result in
                continuation.resume(returning: result)
            }
        }
    }

    package func findRooms(
        _ request: Roomkeeper_V1_FindRoomsRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_FindRoomsResponse, Roomkeeper_V1_Error> {
        await withCheckedContinuation { continuation in
            self.findRooms(request, deadline: .now.advanced(by: timeout)) { result in
                continuation.resume(returning: result)
            }
        }
    }

    package func listRoomEvents(
        _ request: Roomkeeper_V1_ListRoomEventsRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_ListRoomEventsResponse, Roomkeeper_V1_Error> {
        await withCheckedContinuation { continuation in
            self.listRoomEvents(request, deadline: .now.advanced(by: timeout)) { result in
                continuation.resume(returning: result)
            }
        }
    }

    package func listDeadlines(
        _ request: Roomkeeper_V1_ListDeadlinesRequest, timeout: Duration
    ) async -> Result<Roomkeeper_V1_ListDeadlinesResponse, Roomkeeper_V1_Error> {
        await withCheckedContinuation { continuation in
            self.listDeadlines(request, deadline: .now.advanced(by: timeout)) { result in
                continuation.resume(returning: result)
            }
        }
    }
}
