import GRPCCore
import GRPCNIOTransportHTTP2
import GRPCProtobuf
import Logging
import NIOPosix
import RoomGRPC
import RoomProtocol
import RoomServer
import ServiceLifecycle
import SwiftProtobuf
import Testing

/// The three doors before one gateway over a fake replica.
struct DoorsFixture {
    /// How a door refused, in words that all doors share.
    struct Refusal: Equatable {
        let reason: String
        let outcome: String
        /// What HTTP makes of the status, to which each status of the other doors belongs.
        let httpStatus: Int
        var metadata: [String: String]
        /// Whether the door said when to come again.
        let hasDelay: Bool
    }

    let gateway: GatewayFixture
    private let native: NativeDoorClient
    private let grpc: GRPCClient<HTTP2ClientTransport.Posix>
    private let http: HTTPHandler

    /// Opens the doors for `body`.
    static func run(_ body: @Sendable (DoorsFixture) async throws -> Void) async throws {
        try await NativeDoorFixture().run { fixture in
            let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
            let socket = try ListeningSocket(
                door: "gRPC", at: Endpoint(host: "127.0.0.1", port: 0))
            let door = GRPCDoor(
                DoorContext(
                    gateway: fixture.gateway.gateway, socket: socket,
                    eventLoopGroup: .singleton, logger: logger))
            let services = ServiceGroup(services: [door], logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                do {
                    try await Self.connect(fixture, grpcPort: socket.endpoint.port, body)
                } catch {
                    await services.triggerGracefulShutdown()
                    throw error
                }
                await services.triggerGracefulShutdown()
            }
        }
    }

    private static func connect(
        _ fixture: NativeDoorFixture, grpcPort: Int,
        _ body: @Sendable (DoorsFixture) async throws -> Void
    ) async throws {
        let transport = try HTTP2ClientTransport.Posix(
            target: .ipv4(address: "127.0.0.1", port: grpcPort), transportSecurity: .plaintext)
        try await withGRPCClient(transport: transport) { grpc in
            let doors = DoorsFixture(
                gateway: fixture.gateway,
                native: try await NativeDoorClient.greeted(port: fixture.port), grpc: grpc,
                http: HTTPHandler(gateway: fixture.gateway.gateway) { "" })
            // The library's server ends the process when it is stopped while it takes a connection,
            // so the connection is there before anything else happens.
            let nobody = try await doors.askGRPC(DoorsCall.reads[0])
            #expect(nobody.reason == "ROOM_NOT_FOUND")
            try await body(doors)
        }
    }

    var replica: FakeReplica { self.gateway.replica }

    // MARK: Asking

    func askNative(_ call: DoorsCall) async throws -> Refusal {
        try await self.native.send(
            .with {
                $0.id = 1
                $0.request = call.request
            })
        let reply = try #require(await self.native.next()?.reply)
        switch reply {
        case .error(let error): return Refusal(error)
        case .heartbeat(let response): return try Refusal(#require(response.items.first?.error))
        default: throw UnexpectedReply(description: "\(call) was served: \(reply)")
        }
    }

    func askHTTP(_ call: DoorsCall) async throws -> Refusal {
        let answer = await self.http.answer(
            HTTPCall(method: call.method, target: call.target, body: Array(call.body.utf8)))
        guard answer.status >= 400 else {
            throw UnexpectedReply(description: "\(call) was served: \(answer.text)")
        }
        // `{"error": {…}}`
        let inner = answer.body.dropFirst(#"{"error":"#.utf8.count).dropLast("}\n".utf8.count)
        let error: Roomkeeper_V1_Error = try MessageJSON.decode(from: Array(inner))
        #expect(error.status.httpStatus == answer.status, "\(call)")
        #expect((error.retryAfterMs > 0) == (answer.retryAfter != nil), "\(call)")
        return Refusal(error)
    }

    func askGRPC(_ call: DoorsCall) async throws -> Refusal {
        do {
            switch call.request {
            case .mutate(let request):
                try await self.call("Mutate", request, Roomkeeper_V1_MutateResponse.self)
            case .settle(let request):
                try await self.call("Settle", request, Roomkeeper_V1_SettleResponse.self)
            case .heartbeat(let request):
                let response = try await self.call(
                    "Heartbeat", request, Roomkeeper_V1_HeartbeatResponse.self)
                return try Refusal(#require(response.items.first?.error))
            case .getRoom(let request):
                try await self.call("GetRoom", request, Roomkeeper_V1_GetRoomResponse.self)
            case .batchGetRooms(let request):
                try await self.call(
                    "BatchGetRooms", request, Roomkeeper_V1_BatchGetRoomsResponse.self)
            case .listRooms(let request):
                try await self.call("ListRooms", request, Roomkeeper_V1_ListRoomsResponse.self)
            case .findRooms(let request):
                try await self.call("FindRooms", request, Roomkeeper_V1_FindRoomsResponse.self)
            case .listRoomEvents(let request):
                try await self.call(
                    "ListRoomEvents", request, Roomkeeper_V1_ListRoomEventsResponse.self)
            case .listDeadlines(let request):
                try await self.call(
                    "ListDeadlines", request, Roomkeeper_V1_ListDeadlinesResponse.self)
            default: break
            }
            throw UnexpectedReply(description: "\(call) was served")
        } catch let error as RPCError {
            return try Refusal(error)
        }
    }

    @discardableResult
    private func call<Request: Message, Response: Message>(
        _ method: String, _ request: Request, _ response: Response.Type
    ) async throws -> Response {
        try await self.grpc.unary(
            request: ClientRequest(message: request),
            descriptor: MethodDescriptor(
                service: ServiceDescriptor(fullyQualifiedService: "roomkeeper.v1.RoomService"),
                method: method, type: .unary),
            serializer: ProtobufSerializer<Request>(),
            deserializer: ProtobufDeserializer<Response>(), options: .defaults
        ) { try $0.message }
    }

    private struct UnexpectedReply: Error, CustomStringConvertible {
        let description: String
    }
}

extension DoorsFixture.Refusal {
    init(_ error: Roomkeeper_V1_Error) {
        self.init(
            reason: error.reason, outcome: error.outcome == .notApplied ? "NOT_APPLIED" : "UNKNOWN",
            httpStatus: error.status.httpStatus, metadata: error.metadata,
            hasDelay: error.retryAfterMs > 0)
    }

    init(_ error: RPCError) throws {
        let details = try #require(try error.unpackGoogleRPCStatus()).details
        let info = try #require(details.lazy.compactMap(\.errorInfo).first)
        let status = try #require(Roomkeeper_V1_Status(rawValue: error.code.rawValue))
        self.init(
            reason: info.reason, outcome: info.metadata["outcome"] ?? "",
            httpStatus: status.httpStatus, metadata: info.metadata.filter { $0.key != "outcome" },
            hasDelay: details.contains { $0.retryInfo != nil })
    }
}
