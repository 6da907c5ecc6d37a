import GRPCCore
import GRPCNIOTransportHTTP2
import NIOCore
package import RoomServer
import ServiceLifecycle
import TransportSecurity

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

    /// The same, and tells the calls of the stream who is behind its connection.
    private static func guardStream(
        _ stream: any Channel, _ security: TLSAcceptor
    ) -> EventLoopFuture<Void> {
        let identity = stream.parent.flatMap { security.identity(of: $0) }
        return stream.eventLoop.makeCompletedFuture {
            try stream.pipeline.syncOperations.addHandlers(
                [RequestSizeGuard(limit: Limits.requestBytes), CallerStamp(identity)],
                position: .first)
        }
    }

    /// The library's own TLS would know other rules than the other doors, and read its files once.
    private static func secure(
        _ connection: any Channel, _ security: TLSAcceptor
    ) -> EventLoopFuture<Void> {
        connection.eventLoop.makeCompletedFuture { try security.secure(connection) }
    }

    package func run() async throws {
        let transport = HTTP2ServerTransport.Posix(
            listeningSocketDescriptor: self.context.socket.takeDescriptor(),
            transportSecurity: .plaintext,
            config: .defaults { config in
                config.rpc.maxRequestPayloadSize = Limits.requestBytes
                config.http2.maxConcurrentStreams = Limits.callsPerConnection
                config.connection.maxIdleTime = .seconds(Limits.idleSeconds)
                guard let security = self.context.security else {
                    config.channelDebuggingCallbacks.onAcceptHTTP2Stream = Self.guardRequestSize
                    return
                }
                config.channelDebuggingCallbacks.onAcceptTCPConnection = {
                    Self.secure($0, security)
                }
                config.channelDebuggingCallbacks.onAcceptHTTP2Stream = {
                    Self.guardStream($0, security)
                }
            },
            eventLoopGroup: self.context.eventLoopGroup)
        let stop = DoorStop()
        let server = GRPCServer(
            transport: transport,
            services: [
                RoomCalls(
                    gateway: self.context.gateway, eventLoopGroup: self.context.eventLoopGroup,
                    isSecure: self.context.security != nil, stop: stop),
                HealthCalls(gateway: self.context.gateway),
            ],
            interceptors: [MalformedRequests()])
        try await withGracefulShutdownHandler {
            try await server.serve()
        } onGracefulShutdown: {
            stop.begin()
            server.beginGracefulShutdown()
        }
    }
}
