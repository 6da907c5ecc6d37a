import NIOCore
import NIOEmbedded
import PeerTransport
import Raft
import Synchronization
import Testing

/// The handler of a link on an embedded channel: the bytes it answers with, and its end.
struct PeerLinkChannelTests {
    /// Stands in for dialer and acceptor: welcomes everyone, keeps what it is told.
    private final class Owner: PeerLinkOwner {
        struct Seen {
            var established: [PeerIntroduction] = []
            var endings: [PeerLinkError] = []
            var verdict = PeerVerdict.accept
        }

        let seen = Mutex(Seen())

        func linkJudges(
            _ peer: PeerIntroduction, channel: any Channel,
            reply: @escaping @Sendable (PeerVerdict) -> Void
        ) {
            reply(self.seen.withLock { $0.verdict })
        }

        func linkDidEstablish(_ peer: PeerIntroduction, channel: any Channel) {
            self.seen.withLock { $0.established.append(peer) }
        }

        func linkDidEnd(_ peer: PeerIntroduction?, channel: any Channel, error: PeerLinkError) {
            self.seen.withLock { $0.endings.append(error) }
        }
    }

    private struct Fixture {
        let owner = Owner()
        let delegate = RecordingDelegate()
        let outbox = PeerOutbox(bytesLimit: 1 << 20, framesLimit: 100)
        let channel: EmbeddedChannel
        let link: PeerLink

        init(_ role: PeerLink.Role) throws {
            let environment = PeerEnvironment(
                options: Samples.options(node: 1), delegate: self.delegate, ledger: PeerLedger(),
                logger: Samples.quietLogger())
            self.link = PeerLink(
                role: role, environment: environment, owner: self.owner,
                outbox: role == .accepter ? nil : self.outbox)
            self.channel = EmbeddedChannel(handler: self.link)
            try self.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        /// Feeds bytes, then runs what was put off to the next turn of the loop.
        func receive(_ messages: PeerMessage...) throws {
            for message in messages {
                try self.channel.writeInbound(Samples.bytes(message))
                self.channel.embeddedEventLoop.run()
            }
        }

        func sent() throws -> [PeerMessage] {
            var decoder = FrameDecoder(lengthLimit: 4096)
            while let buffer = try self.channel.readOutbound(as: ByteBuffer.self) {
                decoder.append(buffer)
            }
            var messages: [PeerMessage] = []
            while let frame = try decoder.next() { messages.append(try PeerMessage(frame)) }
            return messages
        }

        var endings: [PeerLinkError] { self.owner.seen.withLock { $0.endings } }
    }

    @Test func anAccepterAnswersAHelloAndDeliversPayloadsInOrder() throws {
        let fixture = try Fixture(.accepter)
        try fixture.receive(.hello(Samples.hello(from: 2, to: 1)))
        let accept = PeerAccept(
            version: 1, node: NodeID(1), store: Samples.identity(1).store, features: 0,
            groupTime: 1_001)
        #expect(try fixture.sent() == [.accept(accept)])
        var bytes = Samples.bytes(
            .payload([1], group: GroupID(4)), .payload([2, 2], group: GroupID(5)), .ping(3))
        // Also when it arrives a byte at a time.
        while let byte = bytes.readSlice(length: 1) { try fixture.channel.writeInbound(byte) }
        let payloads = fixture.delegate.recorded().payloads
        #expect(payloads.map(\.bytes) == [[1], [2, 2]])
        #expect(payloads.map(\.group) == [GroupID(4), GroupID(5)])
        #expect(try fixture.sent() == [.pong(3)])
        #expect(fixture.endings == [])
        _ = try fixture.channel.finish()
        #expect(fixture.endings == [.disconnected])
    }

    @Test func aPayloadBeforeTheHandshakeEndsTheLinkAndIsNotDelivered() throws {
        let fixture = try Fixture(.accepter)
        try fixture.receive(.payload([1], group: GroupID(1)))
        #expect(fixture.endings == [.unexpected(kind: "payload", during: "the hello")])
        #expect(fixture.delegate.recorded().payloads.isEmpty)
        #expect(try fixture.sent() == [])
    }

    @Test func anotherProtocolEndsTheLinkAtItsFirstBytes() throws {
        let fixture = try Fixture(.accepter)
        try fixture.channel.writeInbound(ByteBuffer(string: "GET /metrics HTTP/1.1\r\n"))
        #expect(fixture.endings.map(\.code) == [.frameTooLarge])
    }

    @Test func aFrameAboveTheHandshakeBoundIsRefusedUntilThePeerIsKnown() throws {
        let large = PeerMessage.payload([UInt8](repeating: 1, count: 2000), group: GroupID(1))
        let unknown = try Fixture(.accepter)
        try unknown.receive(large)
        #expect(unknown.endings == [.frameTooLarge(length: 2006, limit: 1024)])
        let known = try Fixture(.accepter)
        try known.receive(.hello(Samples.hello(from: 2, to: 1)), large)
        #expect(known.delegate.recorded().payloads.map(\.bytes.count) == [2000])
    }

    @Test func aDamagedFrameEndsTheLinkAndNothingAfterItIsDelivered() throws {
        let fixture = try Fixture(.accepter)
        try fixture.receive(.hello(Samples.hello(from: 2, to: 1)))
        var bytes = Samples.bytes(
            .payload([1], group: GroupID(1)), .payload([2], group: GroupID(1)),
            .payload([3], group: GroupID(1)))
        bytes.setInteger(UInt8(9), at: 15 + 14)
        try fixture.channel.writeInbound(bytes)
        #expect(fixture.delegate.recorded().payloads.map(\.bytes) == [[1]])
        #expect(fixture.endings.map(\.code) == [.checksumMismatch])
    }

    @Test func snapshotFramesAreReservedAndRefused() throws {
        for kind in [FrameKind.snapshotBegin, .snapshotChunk, .snapshotEnd] {
            let fixture = try Fixture(.accepter)
            try fixture.receive(.hello(Samples.hello(from: 2, to: 1)), .snapshot(kind))
            #expect(fixture.endings == [.unsupported(kind: "\(kind)")])
        }
    }

    @Test func anUnwelcomeNodeIsToldWhyBeforeTheConnectionEnds() throws {
        let fixture = try Fixture(.accepter)
        let refusal = PeerRefusal.wrongStore(
            node: NodeID(2), pinned: StoreID(1), presented: StoreID(2))
        fixture.owner.seen.withLock { $0.verdict = .refuse(refusal) }
        try fixture.receive(.hello(Samples.hello(from: 2, to: 1)))
        #expect(try fixture.sent() == [.refuse(refusal)])
        #expect(fixture.endings == [.refusedPeer(refusal)])
        #expect(!fixture.channel.isActive)
    }

    @Test func aHandshakeThatTakesTooLongEndsTheLink() throws {
        let fixture = try Fixture(.accepter)
        fixture.channel.embeddedEventLoop.advanceTime(by: .seconds(5))
        #expect(fixture.endings == [.handshakeTimedOut(awaiting: "the hello")])
    }

    @Test func aLinkIsPingedAndEndsWhenNothingIsHeard() throws {
        let fixture = try Fixture(.dialer(of: NodeID(2)))
        try fixture.receive(.accept(Samples.accept(by: 2)))
        #expect(try fixture.sent().map(\.kind) == [.hello])
        fixture.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1000))
        #expect(try fixture.sent() == [.ping(0), .ping(1)])
        try fixture.receive(.pong(1))
        fixture.channel.embeddedEventLoop.advanceTime(by: .milliseconds(2500))
        #expect(fixture.endings == [])
        fixture.channel.embeddedEventLoop.advanceTime(by: .milliseconds(500))
        #expect(fixture.endings == [.silent(ticks: 5)])
    }

    @Test func manyPayloadsAreWrittenAsOneBufferAndOneFlush() throws {
        let fixture = try Fixture(.dialer(of: NodeID(2)))
        #expect(fixture.outbox.offer([1], group: GroupID(1)) == .dropped)
        try fixture.receive(.accept(Samples.accept(by: 2)))
        _ = try fixture.sent()
        for number: UInt8 in 0..<50 {
            _ = fixture.outbox.offer([number], group: GroupID(1))
        }
        fixture.link.drain()
        let buffer = try #require(try fixture.channel.readOutbound(as: ByteBuffer.self))
        #expect(buffer.readableBytes == 50 * 15)
        #expect(try fixture.channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(fixture.outbox.depth().frames == 0)
    }

    @Test func payloadsStayInTheBoundedQueueWhileTheChannelIsNotWritable() throws {
        let fixture = try Fixture(.dialer(of: NodeID(2)))
        try fixture.receive(.accept(Samples.accept(by: 2)))
        _ = try fixture.sent()
        fixture.channel.isWritable = false
        _ = fixture.outbox.offer([1], group: GroupID(1))
        fixture.link.drain()
        #expect(try fixture.sent() == [])
        #expect(fixture.outbox.depth().frames == 1)
        fixture.channel.isWritable = true
        fixture.channel.pipeline.fireChannelWritabilityChanged()
        #expect(try fixture.sent() == [.payload([1], group: GroupID(1))])
        #expect(fixture.outbox.depth().frames == 0)
    }
}
