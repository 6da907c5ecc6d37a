package import GRPCCore
package import GRPCNIOTransportHTTP2
import GRPCProtobuf
package import RoomProtocol
package import SwiftProtobuf

/// Calls of `roomkeeper.v1.RoomService` with the library's own client, for the tests of the door
/// and of whole clusters.
///
/// They are spelled out instead of generated, so that tests can send what no client would.
package struct RoomServiceCalls: Sendable {
    package typealias Client = GRPCClient<HTTP2ClientTransport.Posix>
    package typealias Envelopes = RPCAsyncSequence<Roomkeeper_V1_ServerEnvelope, any Error>
    package typealias Updates = RPCAsyncSequence<Roomkeeper_V1_WatchResponse, any Error>

    private static let service = ServiceDescriptor(
        fullyQualifiedService: "roomkeeper.v1.RoomService")

    package let client: Client

    package init(client: Client) {
        self.client = client
    }

    /// Any unary call, by its name in the protocol.
    ///
    /// - Parameter timeout: the value of `grpc-timeout`, which the door keeps to; the client itself
    ///   would answer for the door.
    /// - Throws: `CallRefusal` when the answer has an `ErrorInfo`, otherwise the library's error.
    package func call<Request: Message, Response: Message>(
        _ method: String, _ request: Request, timeout: String? = nil
    ) async throws -> Response {
        try await self.call(method, request, serializer: ProtobufSerializer(), timeout: timeout)
    }

    /// The same with bytes that need not be a request.
    package func call<Response: Message>(
        _ method: String, bytes: [UInt8]
    ) async throws -> Response {
        try await self.call(method, bytes, serializer: RawSerializer(), timeout: nil)
    }

    /// Opens a `Session` stream.
    ///
    /// - Parameters:
    ///   - timeout: as of `call`.
    ///   - write: says what there is to say; the client's side is closed when it returns.
    ///   - read: takes what is told; the stream is given up when it returns before the end.
    package func session<Value: Sendable>(
        timeout: String? = nil,
        writing write:
            @Sendable @escaping (RPCWriter<Roomkeeper_V1_ClientEnvelope>) async throws -> Void,
        reading read: @Sendable @escaping (Envelopes) async throws -> Value
    ) async throws -> Value {
        try await self.client.bidirectionalStreaming(
            request: StreamingClientRequest(
                metadata: Self.metadata(timeout: timeout), producer: write),
            descriptor: MethodDescriptor(
                service: Self.service, method: "Session", type: .bidirectionalStreaming),
            serializer: ProtobufSerializer<Roomkeeper_V1_ClientEnvelope>(),
            deserializer: ProtobufDeserializer<Roomkeeper_V1_ServerEnvelope>(),
            options: .defaults
        ) { try await read($0.messages) }
    }

    /// Calls `Watch`; it is cancelled when `read` returns before the end.
    ///
    /// - Parameter timeout: as of `call`.
    package func watch<Value: Sendable>(
        _ request: Roomkeeper_V1_WatchRequest, timeout: String? = nil,
        reading read: @Sendable @escaping (Updates) async throws -> Value
    ) async throws -> Value {
        try await self.client.serverStreaming(
            request: ClientRequest(
                message: request, metadata: Self.metadata(timeout: timeout)),
            descriptor: MethodDescriptor(
                service: Self.service, method: "Watch", type: .serverStreaming),
            serializer: ProtobufSerializer<Roomkeeper_V1_WatchRequest>(),
            deserializer: ProtobufDeserializer<Roomkeeper_V1_WatchResponse>(),
            options: .defaults
        ) { try await read($0.messages) }
    }

    private func call<Request: Sendable, Response: Message>(
        _ method: String, _ request: Request, serializer: some MessageSerializer<Request>,
        timeout: String?
    ) async throws -> Response {
        try await CallRefusal.rethrowing {
            try await self.client.unary(
                request: ClientRequest(
                    message: request, metadata: Self.metadata(timeout: timeout)),
                descriptor: MethodDescriptor(service: Self.service, method: method, type: .unary),
                serializer: serializer, deserializer: ProtobufDeserializer<Response>(),
                options: .defaults
            ) { try $0.message }
        }
    }

    private static func metadata(timeout: String?) -> Metadata {
        var metadata = Metadata()
        if let timeout { metadata.addString(timeout, forKey: "grpc-timeout") }
        return metadata
    }

    private struct RawSerializer: MessageSerializer {
        func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
            Bytes(message)
        }
    }
}
