import GRPCCalls
import GRPCCore
import GRPCNIOTransportHTTP2
import RoomProtocol
import SwiftProtobuf

/// Calls of `roomkeeper.v1.RoomService` at one node, with the library's own client.
struct GRPCNode: Sendable {
    private let calls: RoomServiceCalls

    var client: RoomServiceCalls.Client { self.calls.client }

    /// Runs `body` with a connection to the gRPC door of a node.
    static func with<Value: Sendable>(
        _ node: NodeAddresses, _ body: (GRPCNode) async throws -> Value
    ) async throws -> Value {
        let transport = try HTTP2ClientTransport.Posix(
            target: .ipv4(address: "127.0.0.1", port: node.grpcPort),
            transportSecurity: .plaintext)
        return try await withGRPCClient(transport: transport) { client in
            try await body(GRPCNode(calls: RoomServiceCalls(client: client)))
        }
    }

    func mutate(
        _ request: Roomkeeper_V1_MutateRequest, timeout: String? = nil
    ) async throws -> Roomkeeper_V1_MutateResponse {
        try await self.calls.call("Mutate", request, timeout: timeout)
    }

    func getRoom(_ id: String) async throws -> Roomkeeper_V1_GetRoomResponse {
        let request = Roomkeeper_V1_GetRoomRequest.with {
            $0.roomID = id
            $0.view = .full
        }
        return try await self.calls.call("GetRoom", request)
    }

    /// Any unary call, by its name in the protocol.
    func call<Request: Message, Response: Message>(
        _ method: String, _ request: Request
    ) async throws -> Response {
        try await self.calls.call(method, request)
    }

    /// Calls Mutate with bytes that need not be a request.
    func mutate(bytes: [UInt8]) async throws -> Roomkeeper_V1_MutateResponse {
        try await self.calls.call("Mutate", bytes: bytes)
    }

    /// Sends envelopes on one `Session` stream and reads until it ends.
    func session(
        _ envelopes: [Roomkeeper_V1_ClientEnvelope]
    ) async throws -> [Roomkeeper_V1_ServerEnvelope] {
        try await self.calls.session { writer in
            try await writer.write(contentsOf: envelopes)
        } reading: { messages in
            var answers: [Roomkeeper_V1_ServerEnvelope] = []
            for try await envelope in messages { answers.append(envelope) }
            return answers
        }
    }

    /// Calls `Watch` and reads until `isLast` says that it has seen enough, or the stream ends.
    func watch(
        _ request: Roomkeeper_V1_WatchRequest,
        until isLast: @Sendable @escaping (Roomkeeper_V1_WatchResponse) async throws -> Bool
    ) async throws {
        try await self.calls.watch(request) { updates in
            for try await update in updates where try await isLast(update) { return }
        }
    }
}
