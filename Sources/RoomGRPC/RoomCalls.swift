import GRPCCore
import GRPCProtobuf
import RoomProtocol
import RoomServer

/// `roomkeeper.v1.RoomService` on the gateway: a mapping, without any rule of its own.
struct RoomCalls: Roomkeeper_V1_RoomService.ServiceProtocol {
    /// The identity of every caller while there is no TLS (architecture §3).
    static let caller = "insecure"

    let gateway: RoomGateway

    func mutate(
        request: ServerRequest<Roomkeeper_V1_MutateRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_MutateResponse> {
        let result = await self.gateway.mutate(
            request.message, caller: Self.caller,
            timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func getRoom(
        request: ServerRequest<Roomkeeper_V1_GetRoomRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_GetRoomResponse> {
        let result = await self.gateway.getRoom(
            request.message, timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func settle(
        request: ServerRequest<Roomkeeper_V1_SettleRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_SettleResponse> {
        throw Self.notServed(context)
    }

    func heartbeat(
        request: ServerRequest<Roomkeeper_V1_HeartbeatRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_HeartbeatResponse> {
        throw Self.notServed(context)
    }

    func batchGetRooms(
        request: ServerRequest<Roomkeeper_V1_BatchGetRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_BatchGetRoomsResponse> {
        throw Self.notServed(context)
    }

    func listRooms(
        request: ServerRequest<Roomkeeper_V1_ListRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListRoomsResponse> {
        throw Self.notServed(context)
    }

    func findRooms(
        request: ServerRequest<Roomkeeper_V1_FindRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_FindRoomsResponse> {
        throw Self.notServed(context)
    }

    func listRoomEvents(
        request: ServerRequest<Roomkeeper_V1_ListRoomEventsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListRoomEventsResponse> {
        throw Self.notServed(context)
    }

    func listDeadlines(
        request: ServerRequest<Roomkeeper_V1_ListDeadlinesRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListDeadlinesResponse> {
        throw Self.notServed(context)
    }

    func watch(
        request: ServerRequest<Roomkeeper_V1_WatchRequest>, context: ServerContext
    ) async throws -> StreamingServerResponse<Roomkeeper_V1_WatchResponse> {
        throw Self.notServed(context)
    }

    func session(
        request: StreamingServerRequest<Roomkeeper_V1_ClientEnvelope>, context: ServerContext
    ) async throws -> StreamingServerResponse<Roomkeeper_V1_ServerEnvelope> {
        let session = SessionStream(gateway: self.gateway, caller: Self.caller)
        return StreamingServerResponse { writer in
            try await session.run(request.messages, writer)
            return [:]
        }
    }

    private static func notServed(_ context: ServerContext) -> RPCError {
        RPCError(
            code: .unimplemented,
            message: "\(context.descriptor) is not served by this version of the service")
    }

    private static func response<Message: Sendable>(
        to result: Result<Message, Roomkeeper_V1_Error>
    ) throws -> ServerResponse<Message> {
        switch result {
        case .success(let message): return ServerResponse(message: message)
        case .failure(let error): throw RPCError(GoogleRPCStatus(error))
        }
    }
}
