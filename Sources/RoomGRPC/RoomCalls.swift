import GRPCCore
import GRPCProtobuf
import NIOCore
import RoomMapping
import RoomProtocol
import RoomServer
import Watching

/// `roomkeeper.v1.RoomService` on the gateway: a mapping, without any rule of its own.
struct RoomCalls: Roomkeeper_V1_RoomService.ServiceProtocol {
    /// The identity of every caller while there is no TLS (architecture §3).
    static let caller = "insecure"

    let gateway: RoomGateway
    /// Where watches live.
    let eventLoopGroup: any EventLoopGroup

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
        let result = await self.gateway.settle(
            request.message, caller: Self.caller,
            timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func heartbeat(
        request: ServerRequest<Roomkeeper_V1_HeartbeatRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_HeartbeatResponse> {
        let result = await self.gateway.heartbeat(
            request.message, timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func batchGetRooms(
        request: ServerRequest<Roomkeeper_V1_BatchGetRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_BatchGetRoomsResponse> {
        let result = await self.gateway.batchGetRooms(
            request.message, timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func listRooms(
        request: ServerRequest<Roomkeeper_V1_ListRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListRoomsResponse> {
        let result = await self.gateway.listRooms(
            request.message, timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func findRooms(
        request: ServerRequest<Roomkeeper_V1_FindRoomsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_FindRoomsResponse> {
        let result = await self.gateway.findRooms(
            request.message, timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func listRoomEvents(
        request: ServerRequest<Roomkeeper_V1_ListRoomEventsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListRoomEventsResponse> {
        let result = await self.gateway.listRoomEvents(
            request.message, timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func listDeadlines(
        request: ServerRequest<Roomkeeper_V1_ListDeadlinesRequest>, context: ServerContext
    ) async throws -> ServerResponse<Roomkeeper_V1_ListDeadlinesResponse> {
        let result = await self.gateway.listDeadlines(
            request.message, timeout: CallTimeout.duration(of: request.metadata))
        return try Self.response(to: result)
    }

    func watch(
        request: ServerRequest<Roomkeeper_V1_WatchRequest>, context: ServerContext
    ) async throws -> StreamingServerResponse<Roomkeeper_V1_WatchResponse> {
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
                watch.stop()
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
            gateway: self.gateway, caller: Self.caller, eventLoop: self.eventLoopGroup.next())
        return StreamingServerResponse { writer in
            try await session.run(request.messages, writer)
            return [:]
        }
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
