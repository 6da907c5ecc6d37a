import GRPCCore
import RoomMapping
import RoomProtocol
import RoomServer
import SwiftProtobuf

/// The standard health service of gRPC: the node serves exactly when it is ready.
///
/// The same is true of the node as a whole, whose name is empty, and of its one service.
struct HealthCalls: Grpc_Health_V1_Health.ServiceProtocol {
    private typealias Status = Grpc_Health_V1_HealthCheckResponse.ServingStatus

    private static let services = ["", "roomkeeper.v1.RoomService"]

    let gateway: RoomGateway

    func check(
        request: ServerRequest<Grpc_Health_V1_HealthCheckRequest>, context: ServerContext
    ) async throws -> ServerResponse<Grpc_Health_V1_HealthCheckResponse> {
        let name = request.message.service
        guard Self.services.contains(name) else {
            throw RPCError(
                code: .notFound,
                message: "this node has no service \"\(name.prefix(Limits.echoedCharacters))\"; "
                    + "ask for \"\(Self.services[1])\", or for \"\" as the node as a whole")
        }
        return ServerResponse(message: .with { $0.status = self.status })
    }

    /// Looks a few times a second: readiness is no event of the node, and this is cheap.
    func watch(
        request: ServerRequest<Grpc_Health_V1_HealthCheckRequest>, context: ServerContext
    ) async throws -> StreamingServerResponse<Grpc_Health_V1_HealthCheckResponse> {
        let isKnown = Self.services.contains(request.message.service)
        let cancellation = context.cancellation
        return StreamingServerResponse { writer in
            var told: Status?
            // The stream ends with the client's interest, or with the node.
            while !cancellation.isCancelled {
                // The specification wants an unknown name told in the stream: it may come to be.
                let status = isKnown ? self.status : .serviceUnknown
                if status != told {
                    try await writer.write(.with { $0.status = status })
                    told = status
                }
                try await Task.sleep(for: .milliseconds(Limits.healthLookMilliseconds))
            }
            return [:]
        }
    }

    private var status: Status {
        self.gateway.notReadyReason == nil ? .serving : .notServing
    }
}
