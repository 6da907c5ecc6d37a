import ChaosHarness
import NIOCore
import NIOEmbedded
import Testing

/// One direction of a proxied connection, without sockets: what has left is known for certain.
@Suite struct PipeTests {
    private static let link = Link(from: .node(1), to: .node(2))

    private let core: ProxyCore
    private let sink: EmbeddedChannel
    private let pipe: Pipe

    init() throws {
        let loop = EmbeddedEventLoop()
        self.core = ProxyCore(loop: loop, seed: 1)
        self.sink = EmbeddedChannel(loop: loop)
        try self.sink.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        self.pipe = Pipe(core: self.core, source: EmbeddedChannel(loop: loop), sink: self.sink)
    }

    /// The pieces that have left since the last call.
    private func left() throws -> [String] {
        var pieces: [String] = []
        while let piece = try self.sink.readOutbound(as: ByteBuffer.self) {
            pieces.append(String(buffer: piece))
        }
        return pieces
    }

    @Test func nothingLeavesBeforeTheSenderIsKnown() throws {
        self.pipe.receive(ByteBuffer(string: "ab"))
        #expect(try self.left() == [])
        self.pipe.link = Self.link
        #expect(try self.left() == ["ab"])
    }

    @Test func whatIsHeldLeavesInOrderOnceTheRuleIsLifted() throws {
        self.pipe.link = Self.link
        self.core.set(.held, on: [Self.link], by: 1)
        self.pipe.receive(ByteBuffer(string: "ab"))
        self.pipe.receive(ByteBuffer(string: "cd"))
        // The sender closes meanwhile: what it sent is still on its way, and so is the end.
        self.pipe.end()
        #expect(try self.left() == [])
        #expect(self.sink.isActive)
        self.core.lift(1)
        self.pipe.pump()
        #expect(try self.left() == ["ab", "cd"])
        #expect(!self.sink.isActive)
        #expect(self.core.counts(of: [Self.link]).heldBytes == 4)
    }

    @Test func whatWaitedForALateLinkLeavesWhenTheRuleIsLifted() throws {
        self.pipe.link = Self.link
        self.core.set(LinkRule(delay: .seconds(3600)), on: [Self.link], by: 1)
        self.pipe.receive(ByteBuffer(string: "ab"))
        #expect(try self.left() == [])
        self.core.lift(1)
        self.pipe.pump()
        #expect(try self.left() == ["ab"])
    }

    @Test func piecesAreNoLongerThanTheRuleSays() throws {
        self.pipe.link = Self.link
        self.core.set(LinkRule(pieceBytes: 3), on: [Self.link], by: 1)
        self.pipe.receive(ByteBuffer(string: "abcdefghijklmnopqrstuvwxyz"))
        let pieces = try self.left()
        #expect(pieces.joined() == "abcdefghijklmnopqrstuvwxyz")
        #expect(pieces.allSatisfy { $0.count <= 3 } && pieces.count >= 9, "\(pieces)")
    }

    @Test func aLinkObeysTheRulesOfAllFaultsAtOnce() {
        self.core.set(.held, on: [Self.link], by: 1)
        self.core.set(LinkRule(isHeld: true, bytesPerSecond: 9), on: [Self.link], by: 2)
        #expect(self.core.rule(of: Self.link).bytesPerSecond == 9)
        self.core.lift(2)
        #expect(self.core.rule(of: Self.link) == .held)
        self.core.lift(1)
        #expect(self.core.rule(of: Self.link) == .free)
    }
}
