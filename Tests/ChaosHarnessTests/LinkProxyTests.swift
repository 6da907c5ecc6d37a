import ChaosHarness
import NIOCore
import NIOPosix
import Testing

/// Bytes through real sockets: what goes in comes out, once and in order, when the rule lets it.
@Suite(.timeLimit(.minutes(1))) struct LinkProxyTests {
    private static let toNode = Link(from: .clients, to: .node(1))
    private static let back = Link(from: .node(1), to: .clients)

    /// An echo server behind a proxy, and a connection to it.
    private func withEcho(
        _ story: (LinkProxies, EchoConnection) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { $0.pipeline.addHandler(EchoHandler()) }
            .bind(host: "127.0.0.1", port: 0).get()
        let place = try NodePlace.testPlace(nativePort: server.localAddress?.port ?? 0)
        let proxies = try await LinkProxies(seed: 1)
        try await proxies.open(place)
        let connection = try await EchoConnection(port: place.nativeProxyPort)
        do {
            try await story(proxies, connection)
        } catch {
            await proxies.shutdown()
            try await server.close()
            throw error
        }
        await proxies.shutdown()
        try await server.close()
    }

    private static let text = [UInt8]((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })

    @Test func withoutARuleBytesGoThrough() async throws {
        try await self.withEcho { _, connection in
            try await connection.send(Self.text)
            #expect(try await connection.receive(Self.text.count) == Self.text)
        }
    }

    @Test func whatIsHeldArrivesLateAndWhole() async throws {
        try await self.withEcho { proxies, connection in
            try await proxies.set(.held, on: [Self.toNode], by: 1)
            try await connection.send(Self.text)
            // Bytes that were held are counted once they have come to the proxy.
            while try await proxies.counts(of: [Self.toNode]).heldBytes < Self.text.count {
                await Task.yield()
            }
            #expect(try await proxies.holds(anyOf: [Self.back, Self.toNode]))
            #expect(try await !proxies.holds(anyOf: [Self.back]))
            try await proxies.lift(1)
            #expect(try await !proxies.holds(anyOf: [Self.toNode]))
            #expect(try await connection.receive(Self.text.count) == Self.text)
        }
    }

    @Test func piecesDelaysAndRatesChangeNoByte() async throws {
        for rule in [
            LinkRule(pieceBytes: 3), LinkRule(delay: .milliseconds(5), jitter: .milliseconds(20)),
            LinkRule(bytesPerSecond: 400_000),
        ] {
            try await self.withEcho { proxies, connection in
                try await proxies.set(rule, on: [Self.toNode, Self.back], by: 1)
                for part in stride(from: 0, to: Self.text.count, by: 4000) {
                    try await connection.send(Array(Self.text[part..<part + 4000]))
                }
                #expect(try await connection.receive(Self.text.count) == Self.text, "\(rule)")
                let counts = try await proxies.counts(of: [Self.toNode, Self.back])
                #expect(counts.splitPieces + counts.delayedPieces > 0, "\(rule)")
            }
        }
    }

    @Test func aResetBreaksTheConnection() async throws {
        try await self.withEcho { proxies, connection in
            try await connection.send([1])
            _ = try await connection.receive(1)
            try await proxies.reset([Self.toNode])
            try await connection.waitUntilClosed()
            #expect(try await proxies.counts(of: [Self.toNode]).resetConnections == 1)
            #expect(try await proxies.counts(of: [Self.back]).resetConnections == 0)
        }
    }

    @Test func aNodeThatIsDownRefuses() async throws {
        let place = try NodePlace.testPlace(nativePort: 1)
        let proxies = try await LinkProxies(seed: 1)
        try await proxies.open(place)
        await proxies.close(1)
        await #expect(throws: (any Error).self) {
            _ = try await EchoConnection(port: place.nativeProxyPort)
        }
        await proxies.shutdown()
    }

    @Test func theSenderIsReadOutOfAHello() {
        // Frame head 14, magic 4, versions 4, cluster 8, then the sender.
        var hello = ByteBuffer(repeating: 0xee, count: 30)
        hello.writeInteger(UInt64(5))
        #expect(PeerHello.sender(hello) == 5)
        #expect(PeerHello.sender(hello.getSlice(at: 0, length: 37) ?? ByteBuffer()) == nil)
    }
}
