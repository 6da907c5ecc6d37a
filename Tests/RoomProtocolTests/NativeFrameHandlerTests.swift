import NIOCore
import NIOEmbedded
import RoomProtocol
import Testing

struct NativeFrameHandlerTests {
    private typealias Decoder = NativeFrameDecoder<Roomkeeper_V1_ClientEnvelope>
    private typealias Encoder = NativeFrameEncoder<Roomkeeper_V1_ClientEnvelope>

    @Test func oneReadGivesEveryEnvelopeInIt() throws {
        let channel = EmbeddedChannel(handler: Decoder())
        let sent = (1...3).map { SampleEnvelopes.mutate(id: $0) }
        try channel.writeInbound(SampleEnvelopes.frames(sent))
        for envelope in sent {
            #expect(try channel.readInbound(as: Roomkeeper_V1_ClientEnvelope.self) == envelope)
        }
        #expect(try channel.finish().isClean)
    }

    @Test func badBytesAreReportedOnceAndLaterOnesDropped() throws {
        // The door answers the error and closes; until then nothing more may come through.
        let channel = EmbeddedChannel(handler: Decoder())
        let reports = ErrorRecorder()
        try channel.pipeline.syncOperations.addHandler(reports)
        try channel.writeInbound(ByteBuffer(integer: UInt32(0)))
        try channel.writeInbound(SampleEnvelopes.frames([SampleEnvelopes.getRoom(id: 1)]))
        #expect(reports.errors == [.empty])
        #expect(try channel.readInbound(as: Roomkeeper_V1_ClientEnvelope.self) == nil)
    }

    @Test func closingInsideAFrameIsReported() throws {
        let channel = EmbeddedChannel(handler: Decoder())
        let reports = ErrorRecorder()
        try channel.pipeline.syncOperations.addHandler(reports)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(ByteBuffer(bytes: [0, 0]))
        _ = try channel.finish(acceptAlreadyClosed: true)
        #expect(reports.errors == [.truncated(expected: 4, received: 2)])
    }

    @Test func writesAreJoinedUntilTheFlush() throws {
        // Three replies of one loop turn leave in one write, and each promise is kept.
        let channel = EmbeddedChannel(handler: Encoder())
        let sent = (1...3).map { SampleEnvelopes.mutate(id: $0) }
        let promises = sent.map { channel.write($0) }
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        channel.flush()
        #expect(
            try channel.readOutbound(as: ByteBuffer.self) == SampleEnvelopes.frames(sent))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        for promise in promises { try promise.wait() }
        #expect(try channel.finish().isClean)
    }

    @Test func anOversizeWriteFailsAlone() throws {
        let channel = EmbeddedChannel(handler: Encoder())
        let small = SampleEnvelopes.getRoom(id: 1)
        let large = SampleEnvelopes.mutate(
            id: 2, title: String(repeating: "x", count: Limits.envelopeBytes))
        let kept = channel.write(small)
        let failed = channel.write(large)
        channel.flush()
        try kept.wait()
        #expect(throws: NativeFrameError.self) { try failed.wait() }
        #expect(
            try channel.readOutbound(as: ByteBuffer.self) == SampleEnvelopes.frames([small]))
    }

    @Test func joinedWritesAreBounded() throws {
        // Without any flush from above, large gatherings still leave in pieces.
        let channel = EmbeddedChannel(handler: Encoder())
        let title = String(repeating: "x", count: 700)
        var written = 0
        while written < 2 * Limits.joinedWriteBytes {
            let envelope = SampleEnvelopes.mutate(id: 1, title: title)
            written += try NativeFrame.encode(envelope).count
            channel.write(envelope, promise: nil)
        }
        channel.flush()
        let first = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(first.readableBytes < Limits.joinedWriteBytes + 2 * title.utf8.count)
        #expect(try channel.readOutbound(as: ByteBuffer.self) != nil)
    }
}

private final class ErrorRecorder: ChannelInboundHandler {
    typealias InboundIn = Roomkeeper_V1_ClientEnvelope

    private(set) var errors: [NativeFrameError] = []

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? NativeFrameError { self.errors.append(error) }
    }
}
