import NIOCore
import NIOPosix
import NIOSSL
import RoomProtocol
import SwiftProtobuf
import Testing

/// A client of the native door that can also say what no honest client says.
final class NativeDoorClient: Sendable {
    private let channel: any Channel
    private let inbox: NativeDoorInbox

    init(
        port: Int, receives: Bool = true, security: NIOSSLContext? = nil
    ) async throws {
        let inbox = NativeDoorInbox()
        self.inbox = inbox
        self.channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: receives)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let security {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: security, serverHostname: nil))
                    }
                    try channel.pipeline.syncOperations.addHandlers(
                        NativeFrameDecoder<Roomkeeper_V1_ServerEnvelope>(),
                        NativeDoorInboxHandler(inbox: inbox))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    /// Connects and exchanges hellos.
    static func greeted(port: Int) async throws -> NativeDoorClient {
        let client = try await NativeDoorClient(port: port)
        try await client.send(.hello())
        let hello = await client.next()
        #expect(hello?.hello.protocolVersion == 1)
        return client
    }

    func send(_ envelopes: Roomkeeper_V1_ClientEnvelope...) async throws {
        try await self.send(envelopes)
    }

    func send(_ envelopes: [Roomkeeper_V1_ClientEnvelope]) async throws {
        var buffer = ByteBuffer()
        for envelope in envelopes {
            try NativeFrame.write(envelope, into: &buffer)
        }
        try await self.channel.writeAndFlush(buffer)
    }

    func sendRaw(_ bytes: [UInt8]) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Hands bytes to the kernel as it takes them, without waiting for it.
    func sendWithoutWaiting(_ envelopes: [Roomkeeper_V1_ClientEnvelope]) throws {
        var buffer = ByteBuffer()
        for envelope in envelopes {
            try NativeFrame.write(envelope, into: &buffer)
        }
        self.channel.writeAndFlush(buffer, promise: nil)
    }

    func closeOutput() async throws {
        try await self.channel.close(mode: .output)
    }

    func close() async throws {
        try await self.channel.close()
    }

    /// Begins to read, for a client that did not.
    func startReading() async throws {
        try await self.channel.setOption(.autoRead, value: true).get()
    }

    /// The next envelope; `nil` when the door closed its side.
    func next() async -> Roomkeeper_V1_ServerEnvelope? {
        await self.inbox.next()
    }
}

/// What arrived, in order.
actor NativeDoorInbox {
    nonisolated let arrivals: AsyncStream<Roomkeeper_V1_ServerEnvelope>.Continuation
    nonisolated private let stream: AsyncStream<Roomkeeper_V1_ServerEnvelope>
    private var iterator: AsyncStream<Roomkeeper_V1_ServerEnvelope>.Iterator?

    init() {
        (self.stream, self.arrivals) = AsyncStream.makeStream()
    }

    func next() async -> Roomkeeper_V1_ServerEnvelope? {
        var iterator = self.iterator ?? self.stream.makeAsyncIterator()
        let envelope = await iterator.next(isolation: self)
        self.iterator = iterator
        return envelope
    }
}

final class NativeDoorInboxHandler: ChannelInboundHandler {
    typealias InboundIn = Roomkeeper_V1_ServerEnvelope

    private let inbox: NativeDoorInbox

    init(inbox: NativeDoorInbox) {
        self.inbox = inbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.inbox.arrivals.yield(Self.unwrapInboundIn(data))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            self.inbox.arrivals.finish()
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.inbox.arrivals.finish()
    }
}

extension Roomkeeper_V1_ClientEnvelope {
    static func hello(version: UInt32 = 1) -> Roomkeeper_V1_ClientEnvelope {
        .with {
            $0.hello.protocolVersion = version
            $0.hello.userAgent = "tests/1"
        }
    }

    static func mutate(
        _ id: UInt64, _ request: Roomkeeper_V1_MutateRequest
    ) -> Roomkeeper_V1_ClientEnvelope {
        .with {
            $0.id = id
            $0.mutate = request
        }
    }

    static func getRoom(
        _ id: UInt64, _ room: String, timeout: UInt32 = 0
    ) -> Roomkeeper_V1_ClientEnvelope {
        .with {
            $0.id = id
            $0.timeoutMs = timeout
            $0.getRoom.roomID = room
        }
    }
}
