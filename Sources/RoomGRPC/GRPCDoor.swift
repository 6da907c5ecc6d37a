import GRPCCore
import GRPCNIOTransportHTTP2
import NIOCore
package import RoomServer
import ServiceLifecycle

/// The gRPC door: `roomkeeper.v1.RoomService` and the standard health service over HTTP/2.
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

    /// Named for debugging, but it is the library's one place to add a handler to a stream.
    private static func guardRequestSize(_ stream: any Channel) -> EventLoopFuture<Void> {
        stream.eventLoop.makeCompletedFuture {
            try stream.pipeline.syncOperations.addHandler(
                RequestSizeGuard(limit: Limits.requestBytes), position: .first)
        }
    }

    package func run() async throws {
        let transport = HTTP2ServerTransport.Posix(
            listeningSocketDescriptor: self.context.socket.takeDescriptor(),
            transportSecurity: .plaintext,
            config: .defaults { config in
                config.rpc.maxRequestPayloadSize = Limits.requestBytes
                config.http2.maxConcurrentStreams = Limits.callsPerConnection
                config.connection.maxIdleTime = .seconds(Limits.idleSeconds)
                config.channelDebuggingCallbacks.onAcceptHTTP2Stream = Self.guardRequestSize
            },
            eventLoopGroup: self.context.eventLoopGroup)
        let server = GRPCServer(
            transport: transport,
            services: [
                RoomCalls(
                    gateway: self.context.gateway, eventLoopGroup: self.context.eventLoopGroup),
                HealthCalls(gateway: self.context.gateway),
            ],
            interceptors: [MalformedRequests()])
        try await withGracefulShutdownHandler {
            try await server.serve()
        } onGracefulShutdown: {
            server.beginGracefulShutdown()
        }
    }
}
