import GRPCCore
import GRPCNIOTransportHTTP2
import GRPCProtobuf
import RoomProtocol
import SwiftProtobuf

/// The standard health service.
extension GRPCNode {
    private static let health = ServiceDescriptor(fullyQualifiedService: "grpc.health.v1.Health")

    func checkHealth(
        of service: String
    ) async throws -> Grpc_Health_V1_HealthCheckResponse.ServingStatus {
        try await self.client.unary(
            request: ClientRequest(
                message: Grpc_Health_V1_HealthCheckRequest.with { $0.service = service }),
            descriptor: MethodDescriptor(service: Self.health, method: "Check", type: .unary),
            serializer: ProtobufSerializer<Grpc_Health_V1_HealthCheckRequest>(),
            deserializer: ProtobufDeserializer<Grpc_Health_V1_HealthCheckResponse>(),
            options: .defaults
        ) { try $0.message.status }
    }

    /// Watches the health of a service until `isLast` says that it has seen enough.
    func watchHealth(
        of service: String,
        until isLast:
            @Sendable @escaping (Grpc_Health_V1_HealthCheckResponse.ServingStatus) async throws ->
            Bool
    ) async throws {
        try await self.client.serverStreaming(
            request: ClientRequest(
                message: Grpc_Health_V1_HealthCheckRequest.with { $0.service = service }),
            descriptor: MethodDescriptor(
                service: Self.health, method: "Watch", type: .serverStreaming),
            serializer: ProtobufSerializer<Grpc_Health_V1_HealthCheckRequest>(),
            deserializer: ProtobufDeserializer<Grpc_Health_V1_HealthCheckResponse>(),
            options: .defaults
        ) { response in
            for try await message in response.messages where try await isLast(message.status) {
                return
            }
        }
    }
}
