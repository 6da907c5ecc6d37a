import GRPCCore
import GRPCProtobuf
import RoomProtocol
import RoomServer

/// `roomkeeper.v1.RoomService` on the gateway: a mapping, without any rule of its own.
struct RoomCalls: Roomkeeper_V1_RoomService.ServiceProtocol {
    /// The identity of every caller while there is no TLS (architecture §3).
    private static let caller = "insecure"

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

    private static func response<Message: Sendable>(
        to result: Result<Message, Roomkeeper_V1_Error>
    ) throws -> ServerResponse<Message> {
        switch result {
        case .success(let message): return ServerResponse(message: message)
        case .failure(let error): throw RPCError(GoogleRPCStatus(error))
        }
    }
}
