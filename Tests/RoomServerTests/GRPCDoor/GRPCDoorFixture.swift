import GRPCCalls
import GRPCCore
import GRPCNIOTransportHTTP2
import Logging
import NIOPosix
import RoomGRPC
import RoomProtocol
import RoomServer
import ServiceLifecycle
import SwiftProtobuf
import Synchronization
import Testing

/// The gRPC door on a port of the kernel's choice in front of a gateway over a fake replica, and
/// the library's own client with a small window.
struct GRPCDoorFixture: Sendable {
    /// Bytes that the server may send before the client reads; the smallest that HTTP/2 begins
    /// with.
    private static let windowBytes = 65_535

    let gateway: GatewayFixture
    private let calls: RoomServiceCalls
    private let services: ServiceGroup

    /// Runs `body` between the start and the end of the door.
    static func run(
        watchLimits: WatchHubLimits = WatchHubLimits(),
        _ body: (GRPCDoorFixture) async throws -> Void
    ) async throws {
        let gateway = try GatewayFixture(watchLimits: watchLimits)
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let socket = try ListeningSocket(
            door: "grpc", at: Endpoint(host: "127.0.0.1", port: 0))
        let port = socket.endpoint.port
        let door = GRPCDoor(
            DoorContext(
                gateway: gateway.gateway, socket: socket,
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger))
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [door], gracefulShutdownSignals: [], logger: logger))
        let transport = try HTTP2ClientTransport.Posix(
            target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext,
            config: .defaults { $0.http2.targetWindowSize = Self.windowBytes })
        let running = Task { try? await services.run() }
        defer { running.cancel() }
        try await withGRPCClient(transport: transport) { client in
            try await body(
                GRPCDoorFixture(
                    gateway: gateway, calls: RoomServiceCalls(client: client),
                    services: services))
        }
    }

    /// As when the node gets SIGTERM: the door takes no new calls and ends those under way.
    func stop() async {
        await self.services.triggerGracefulShutdown()
    }

    /// Opens a `Session` stream; it is given up when `body` returns without having read its end.
    func session(
        timeout: String? = nil,
        _ body: @Sendable @escaping (inout GRPCSession) async throws -> Void
    ) async throws {
        let (envelopes, output) = AsyncStream.makeStream(of: Roomkeeper_V1_ClientEnvelope.self)
        try await self.calls.session(timeout: timeout) { writer in
            for await envelope in envelopes { try await writer.write(envelope) }
        } reading: { answers in
            defer { output.finish() }
            var session = GRPCSession(answers, output)
            try await body(&session)
        }
    }

    /// Calls `Watch`; it is cancelled when `body` returns.
    func watch<Value: Sendable>(
        _ request: Roomkeeper_V1_WatchRequest, timeout: String? = nil,
        _ body:
            @Sendable @escaping (inout GRPCWatch) async throws -> Value
    ) async throws -> Value {
        try await self.calls.watch(request, timeout: timeout) { updates in
            var watch = GRPCWatch(messages: updates.makeAsyncIterator())
            return try await body(&watch)
        }
    }
}
