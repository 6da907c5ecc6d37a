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
}
