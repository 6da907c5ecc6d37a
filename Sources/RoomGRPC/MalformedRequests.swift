import GRPCCore
import GRPCProtobuf
import RoomMapping
import RoomProtocol
import RoomServer

/// Gives a call whose bytes do not decode the same typed error as any other bad request.
///
/// The library finds that before the service is called, and says it without a reason or an outcome.
struct MalformedRequests: ServerInterceptor {
    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>, context: ServerContext,
        next:
            @concurrent @Sendable (StreamingServerRequest<Input>, ServerContext) async throws
            -> StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        do {
            return try await next(request, context)
        } catch let error as RPCError where error.code == .invalidArgument {
            if let status = try? error.unpackGoogleRPCStatus(), !status.details.isEmpty {
                throw error
            }
            let limit = "an encoded message of \(context.descriptor)"
            throw RPCError(
                GoogleRPCStatus(
                    Roomkeeper_V1_Error(
                        reason: "INVALID_FIELD",
                        message: "request must be \(limit); its bytes do not decode",
                        status: .invalidArgument,
                        metadata: [
                            "field": "request", "limit": limit,
                            "actual": "bytes that do not decode",
                        ])))
        }
    }
}
