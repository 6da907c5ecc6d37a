import GRPCCore
import GRPCNIOTransportHTTP2
package import RoomServer
import ServiceLifecycle

/// The gRPC door: unary calls of `roomkeeper.v1.RoomService` over HTTP/2.
///
/// It serves on a socket that the node has bound before, so that a port in use is found before
/// anything starts. On a graceful shutdown it takes no new call and finishes those under way; on
/// cancellation it drops them.
package struct GRPCDoor: Service {
    private let context: DoorContext

    /// Takes over the listening socket of `context`.
    package init(_ context: DoorContext) {
        self.context = context
    }

    package func run() async throws {
        let transport = HTTP2ServerTransport.Posix(
            listeningSocketDescriptor: self.context.socket.takeDescriptor(),
            transportSecurity: .plaintext,
            config: .defaults { config in
                config.rpc.maxRequestPayloadSize = Limits.requestBytes
                config.http2.maxConcurrentStreams = Limits.callsPerConnection
                config.connection.maxIdleTime = .seconds(Limits.idleSeconds)
            },
            eventLoopGroup: self.context.eventLoopGroup)
        let server = GRPCServer(
            transport: transport, services: [RoomCalls(gateway: self.context.gateway)],
            interceptors: [MalformedRequests()])
        try await withGracefulShutdownHandler {
            try await server.serve()
        } onGracefulShutdown: {
            server.beginGracefulShutdown()
        }
    }
}
