import NIOCore
import NIOPosix
import Synchronization

/// A connection whose bytes are waited for.
final class EchoConnection: Sendable {
    private let channel: any Channel
    private let received = Received()

    fileprivate final class Received: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    init(port: Int) async throws {
        let received = self.received
        self.channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { $0.pipeline.addHandler(CollectingHandler(received)) }
            .connect(host: "127.0.0.1", port: port).get()
    }

    var receivedCount: Int { self.received.bytes.withLock { $0.count } }

    func send(_ bytes: [UInt8]) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// The first `count` bytes, once they are there.
    func receive(_ count: Int) async throws -> [UInt8] {
        while self.receivedCount < count, self.channel.isActive { await Task.yield() }
        return self.received.bytes.withLock { Array($0.prefix(count)) }
    }

    func waitUntilClosed() async throws {
        try await self.channel.closeFuture.get()
    }

    private final class CollectingHandler: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        private let received: Received

        init(_ received: Received) {
            self.received = received
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = self.unwrapInboundIn(data)
            self.received.bytes.withLock { $0 += bytes.readableBytesView }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}

/// Sends back what comes.
final class EchoHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(data, promise: nil)
    }
}
