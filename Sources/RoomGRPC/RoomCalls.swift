import GRPCCore
import GRPCProtobuf
import NIOCore
import RoomMapping
import RoomProtocol
import RoomServer
import Watching

/// `roomkeeper.v1.RoomService` on the gateway: a mapping, without any rule of its own.
struct RoomCalls: Roomkeeper_V1_RoomService.ServiceProtocol {
    let gateway: RoomGateway
    /// Where watches live.
    let eventLoopGroup: any EventLoopGroup
    /// Whether calls come over TLS, and say so.
    let isSecure: Bool
    let stop: DoorStop

    func mutate(
        request: ServerRequest<Roomkeeper_V1_MutateRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_MutateResponse> {
        let caller = try self.caller(of: request.metadata)
        return try await self.answer(request, .mutate) {
            await self.gateway.mutate($0, caller: caller.name, timeout: $1)
        }
    }

    func getRoom(
        request: ServerRequest<Roomkeeper_V1_GetRoomRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_GetRoomResponse> {
        try await self.answer(request, .getRoom) { await self.gateway.getRoom($0, timeout: $1) }
    }

    func settle(
        request: ServerRequest<Roomkeeper_V1_SettleRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_SettleResponse> {
        let caller = try self.caller(of: request.metadata)
        return try await self.answer(request, .settle) {
            await self.gateway.settle($0, caller: caller.name, timeout: $1)
        }
    }

    func heartbeat(
        request: ServerRequest<Roomkeeper_V1_HeartbeatRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_HeartbeatResponse> {
        try await self.answer(request, .heartbeat) { await self.gateway.heartbeat($0, timeout: $1) }
    }

    func batchGetRooms(
        request: ServerRequest<Roomkeeper_V1_BatchGetRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_BatchGetRoomsResponse> {
        try await self.answer(request, .batchGetRooms) {
            await self.gateway.batchGetRooms($0, timeout: $1)
        }
    }

    func listRooms(
        request: ServerRequest<Roomkeeper_V1_ListRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListRoomsResponse> {
        try await self.answer(request, .listRooms) { await self.gateway.listRooms($0, timeout: $1) }
    }

    func findRooms(
        request: ServerRequest<Roomkeeper_V1_FindRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_FindRoomsResponse> {
        try await self.answer(request, .findRooms) { await self.gateway.findRooms($0, timeout: $1) }
    }

    func listRoomEvents(
        request: ServerRequest<Roomkeeper_V1_ListRoomEventsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListRoomEventsResponse> {
        try await self.answer(request, .listRoomEvents) {
            await self.gateway.listRoomEvents($0, timeout: $1)
        }
    }

    func listDeadlines(
        request: ServerRequest<Roomkeeper_V1_ListDeadlinesRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListDeadlinesResponse> {
        try await self.answer(request, .listDeadlines) {
            await self.gateway.listDeadlines($0, timeout: $1)
        }
    }

    func watch(
        request: ServerRequest<Roomkeeper_V1_WatchRequest>, context: ServerContext
    ) async throws -> StreamingServerResponse<Roomkeeper_V1_WatchResponse> {
        try self.check(.rooms, request.metadata)
        let watch: AsyncWatch
        do throws(Roomkeeper_V1_Error) {
            watch = try await self.gateway.watch(
                request.message, on: self.eventLoopGroup.next())
        } catch {
            throw RPCError(GoogleRPCStatus(error))
        }
        return StreamingServerResponse { writer in
            defer { watch.cancel() }
            // A client that goes away is only heard here, not by a task that waits for news.
            return try await withRPCCancellationHandler {
                try await Self.tell(watch, to: writer)
            } onCancelRPC: {
                watch.fail(Roomkeeper_V1_Error(self.stop.cause))
            }
        }
    }

    /// Writes what a watch tells until it ends, which is an error.
    private static func tell(
        _ watch: AsyncWatch, to writer: RPCWriter<Roomkeeper_V1_WatchResponse>
    ) async throws -> Metadata {
        while true {
            switch await watch.next() {
            case .success(let updates):
                for update in updates { try await writer.write(update.message()) }
            case .failure(let error):
                throw RPCError(GoogleRPCStatus(error))
            }
        }
    }

    func session(
        request: StreamingServerRequest<Roomkeeper_V1_ClientEnvelope>, context: ServerContext
    ) async throws -> StreamingServerResponse<Roomkeeper_V1_ServerEnvelope> {
        let session = SessionStream(
            gateway: self.gateway, caller: try self.caller(of: request.metadata),
            eventLoop: self.eventLoopGroup.next(), stop: self.stop)
        return StreamingServerResponse { writer in
            try await session.run(request.messages, writer)
            return [:]
        }
    }

    // MARK: Who calls

    private func caller(of metadata: Metadata) throws -> Caller {
        self.isSecure ? try CallerStamp.caller(of: metadata) : .insecure
    }

    private func check(_ access: Access, _ metadata: Metadata) throws {
        guard let refusal = try self.caller(of: metadata).refusal(of: access) else { return }
        throw RPCError(GoogleRPCStatus(refusal))
    }

    /// Serves a call with one answer, within the time that it grants.
    private func answer<Request: Sendable, Response: Sendable>(
        _ request: ServerRequest<Request>, _ kind: GatewayRequest,
        with call: (Request, Duration) async -> Result<Response, Roomkeeper_V1_Error>
    ) async throws -> ServerResponse<Response> {
        try self.check(kind.access, request.metadata)
        let timeout = CallTimeout.duration(of: request.metadata)
        switch await call(request.message, timeout) {
        case .success(let message): return ServerResponse(message: message)
        case .failure(let error): throw RPCError(GoogleRPCStatus(error))
        }
    }
}
