import NIOCore
import NIOPosix
import PeerTransport

/// A peer that finishes the handshake and then reads no more, as a process that hangs does.
final class SilentPeer: Sendable {
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let node: UInt64

        init(node: UInt64) {
            self.node = node
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            // The hello fits one read on loopback; whatever it says, it is welcome.
            let accept = Samples.bytes(.accept(Samples.accept(by: self.node)))
            context.writeAndFlush(self.wrapOutboundOut(accept), promise: nil)
            context.channel.setOption(.autoRead, value: false).whenFailure { error in
                fatalError("reading could not be switched off: \(error)")
            }
        }
    }

    let endpoint: PeerEndpoint
    private let listener: any Channel

    init(node: UInt64) async throws {
        self.listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(node: node))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = self.listener.localAddress?.port.flatMap(UInt16.init(exactly:)) ?? 0
        self.endpoint = PeerEndpoint(host: "127.0.0.1", port: port)
    }

    func stop() async throws {
        try await self.listener.close()
    }
}
