import NIOCore
import NIOPosix
import NIOSSL

/// Says one thing over TLS and hears the first thing that comes back.
enum SecureProbe {
    /// What is said first on a connection of HTTP/2: the preface and empty settings.
    static let http2 = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]

    static let http1 = Array(
        "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)

    /// `nil` when the connection ends without an answer.
    static func answer(
        to bytes: [UInt8], port: Int, _ context: NIOSSLContext
    ) async throws -> [UInt8]? {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: [UInt8]?.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        try NIOSSLClientHandler(context: context, serverHostname: nil),
                        Listener(answer),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        let heard = try await answer.futureResult.get()
        channel.close(promise: nil)
        return heard
    }

    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let answer: EventLoopPromise<[UInt8]?>

        init(_ answer: EventLoopPromise<[UInt8]?>) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.answer.succeed(Array(Self.unwrapInboundIn(data).readableBytesView))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            self.answer.succeed(nil)
        }
    }
}
