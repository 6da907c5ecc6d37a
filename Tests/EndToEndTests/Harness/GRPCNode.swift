import GRPCCore
import GRPCNIOTransportHTTP2
import GRPCProtobuf
import RoomProtocol
import SwiftProtobuf

/// Calls of `roomkeeper.v1.RoomService` at one node, with the library's own client.
struct GRPCNode: Sendable {
    /// A refused call, with what its `google.rpc.ErrorInfo` says.
    struct Refusal: Error, CustomStringConvertible {
        let code: RPCError.Code
        let message: String
        let reason: String
        let domain: String
        let metadata: [String: String]

        var description: String { "\(self.code) \(self.reason) \(self.metadata): \(self.message)" }
    }

    private typealias Transport = HTTP2ClientTransport.Posix
    static let service = ServiceDescriptor(
        fullyQualifiedService: "roomkeeper.v1.RoomService")

    let client: GRPCClient<HTTP2ClientTransport.Posix>

    /// Runs `body` with a connection to the gRPC door of a node.
    static func with<Value: Sendable>(
        _ node: NodeAddresses, _ body: (GRPCNode) async throws -> Value
    ) async throws -> Value {
        let transport = try Transport(
            target: .ipv4(address: "127.0.0.1", port: node.grpcPort),
            transportSecurity: .plaintext)
        return try await withGRPCClient(transport: transport) { client in
            try await body(GRPCNode(client: client))
        }
    }

    func mutate(
        _ request: Roomkeeper_V1_MutateRequest, timeout: String? = nil
    ) async throws -> Roomkeeper_V1_MutateResponse {
        try await self.call(
            "Mutate", request, serializer: ProtobufSerializer(), timeout: timeout)
    }

    func getRoom(_ id: String) async throws -> Roomkeeper_V1_GetRoomResponse {
        let request = Roomkeeper_V1_GetRoomRequest.with {
            $0.roomID = id
            $0.view = .full
        }
        return try await self.call("GetRoom", request, serializer: ProtobufSerializer())
    }

    /// Any unary call, by its name in the protocol.
    func call<Request: Message, Response: Message>(
        _ method: String, _ request: Request
    ) async throws -> Response {
        try await self.call(method, request, serializer: ProtobufSerializer())
    }

    /// Calls Mutate with bytes that need not be a request.
    func mutate(bytes: [UInt8]) async throws -> Roomkeeper_V1_MutateResponse {
        try await self.call("Mutate", bytes, serializer: RawSerializer())
    }

    /// - Parameter timeout: The value of `grpc-timeout`, which the node keeps to; the client itself
    ///   would answer for the node.
    /// - Throws: `Refusal` when the answer has an `ErrorInfo`, otherwise the library's error.
    private func call<Request: Sendable, Response: Message>(
        _ method: String, _ request: Request, serializer: some MessageSerializer<Request>,
        timeout: String? = nil
    ) async throws -> Response {
        var metadata = Metadata()
        if let timeout { metadata.addString(timeout, forKey: "grpc-timeout") }
        do {
            return try await self.client.unary(
                request: ClientRequest(message: request, metadata: metadata),
                descriptor: MethodDescriptor(service: Self.service, method: method, type: .unary),
                serializer: serializer, deserializer: ProtobufDeserializer<Response>(),
                options: .defaults
            ) { try $0.message }
        } catch let error as RPCError {
            let status = try error.unpackGoogleRPCStatus()
            guard let info = status?.details.lazy.compactMap(\.errorInfo).first else { throw error }
            throw Refusal(
                code: error.code, message: error.message, reason: info.reason,
                domain: info.domain, metadata: info.metadata)
        }
    }

    private struct RawSerializer: MessageSerializer {
        func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
            Bytes(message)
        }
    }
}
