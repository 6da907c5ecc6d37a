import NIOCore
import NIOEmbedded
import NIOHTTP2
import RoomGRPC
import Testing

/// The guard of a stream, between the library and a client that makes no room.
@Suite struct GRPCRequestSizeTests {
    /// Keeps what is written until there is room for it; a close overtakes it, as in HTTP/2.
    private final class FullWindow: ChannelOutboundHandler {
        typealias OutboundIn = HTTP2Frame.FramePayload

        private(set) var seen: [String] = []
        private var waiting: [EventLoopPromise<Void>?] = []

        func write(
            context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
        ) {
            switch self.unwrapOutboundIn(data) {
            case .headers(let headers): self.seen.append("trailers \(headers.endStream)")
            case .rstStream(let code): self.seen.append("reset \(code == .noError)")
            default: self.seen.append("other")
            }
            self.waiting.append(promise)
        }

        func close(
            context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
        ) {
            self.seen.append("close")
            promise?.succeed()
        }

        func makeRoom() {
            let waiting = self.waiting
            self.waiting = []
            for promise in waiting { promise?.succeed() }
        }
    }

    @Test func aStreamIsClosedOnlyBehindTheTrailersOfItsRefusal() throws {
        let window = FullWindow()
        let channel = EmbeddedChannel(handlers: [window, RequestSizeGuard(limit: 10)])
        // A message of eleven bytes is announced, which is one too many.
        let prefix = ByteBuffer(bytes: [0, 0, 0, 0, 11])
        try channel.writeInbound(HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(prefix))))
        #expect(window.seen == ["trailers true"])
        // To the library it is a call that was cancelled, so it closes the stream.
        channel.close(promise: nil)
        #expect(window.seen == ["trailers true"])
        window.makeRoom()
        #expect(window.seen == ["trailers true", "reset true", "close"])
    }

    @Test func whatIsSmallEnoughPassesAndClosesAsItLikes() throws {
        let window = FullWindow()
        let channel = EmbeddedChannel(handlers: [window, RequestSizeGuard(limit: 10)])
        let message = ByteBuffer(bytes: [0, 0, 0, 0, 10] + [UInt8](repeating: 7, count: 10))
        try channel.writeInbound(HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(message))))
        let passed = try channel.readInbound(as: HTTP2Frame.FramePayload.self)
        guard case .data(let data)? = passed else {
            Issue.record("\(String(describing: passed))")
            return
        }
        #expect(data.data == .byteBuffer(message))
        channel.close(promise: nil)
        #expect(window.seen == ["close"])
    }
}
