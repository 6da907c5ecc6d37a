import GRPCCore
import GRPCNIOTransportHTTP2
import GRPCProtobuf
import RoomProtocol
import SwiftProtobuf

extension GRPCNode {
    private static let health = ServiceDescriptor(fullyQualifiedService: "grpc.health.v1.Health")

    /// Sends envelopes on one `Session` stream and reads until it ends.
    func session(
        _ envelopes: [Roomkeeper_V1_ClientEnvelope]
    ) async throws -> [Roomkeeper_V1_ServerEnvelope] {
        try await self.client.bidirectionalStreaming(
            request: StreamingClientRequest { writer in
                try await writer.write(contentsOf: envelopes)
            },
            descriptor: MethodDescriptor(
                service: Self.service, method: "Session", type: .bidirectionalStreaming),
            serializer: ProtobufSerializer<Roomkeeper_V1_ClientEnvelope>(),
            deserializer: ProtobufDeserializer<Roomkeeper_V1_ServerEnvelope>(),
            options: .defaults
        ) { response in
            var answers: [Roomkeeper_V1_ServerEnvelope] = []
            for try await envelope in response.messages { answers.append(envelope) }
            return answers
        }
    }

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

extension GRPCNode {
    /// Calls `Watch` and reads until `isLast` says that it has seen enough, or the stream ends.
    func watch(
        _ request: Roomkeeper_V1_WatchRequest,
        until isLast: @Sendable @escaping (Roomkeeper_V1_WatchResponse) async throws -> Bool
    ) async throws {
        try await self.client.serverStreaming(
            request: ClientRequest(message: request),
            descriptor: MethodDescriptor(
                service: Self.service, method: "Watch", type: .serverStreaming),
            serializer: ProtobufSerializer<Roomkeeper_V1_WatchRequest>(),
            deserializer: ProtobufDeserializer<Roomkeeper_V1_WatchResponse>(),
            options: .defaults
        ) { response in
            for try await message in response.messages where try await isLast(message) { return }
        }
    }
}
