import NIOCore
import NIOPosix
import PeerTransport
import Raft
import Testing

/// Two real transports of which one refuses the other; both sides learn why.
struct PeerRefusalTests {
    /// Lets node 1 dial the receiver and returns how its first attempt failed.
    private func dial(
        _ options: PeerTransportOptions, as meant: UInt64, _ receiver: TestNode
    ) async throws -> PeerLinkError? {
        let sender = try await TestNode.start(options)
        sender.transport.update(peers: [NodeID(meant): receiver.endpoint])
        #expect(try await sender.delegate.wait { !$0.events(of: meant).isEmpty })
        await sender.transport.shutdown()
        guard case .failed(let error) = sender.delegate.recorded().events(of: meant).first else {
            return nil
        }
        return error
    }

    private func expectRefusal(
        _ error: PeerLinkError?, _ code: PeerRefusalCode, containing words: String,
        by receiver: TestNode
    ) {
        guard case .refusedByPeer(let refusal) = error else {
            Issue.record("expected a refusal, got \(String(describing: error))")
            return
        }
        #expect(refusal.code == code)
        #expect(refusal.sentence.contains(words))
        let statistics = receiver.transport.statistics()
        #expect((statistics.refusalsSent[code] ?? 0) > 0)
        #expect((statistics.endings[.refusedPeer] ?? 0) > 0)
        #expect(receiver.delegate.recorded().payloads.isEmpty)
    }

    @Test func aNodeOfAnotherClusterIsRefused() async throws {
        let receiver = try await TestNode.start(Samples.options(node: 2))
        var options = Samples.options(node: 1)
        options.identity.cluster = ClusterID(0xdead)
        let error = try await self.dial(options, as: 2, receiver)
        await receiver.transport.shutdown()
        self.expectRefusal(
            error, .wrongCluster, containing: "belongs to cluster 000000000000dead", by: receiver)
        #expect(receiver.delegate.recorded().introductions.isEmpty)
    }

    @Test func aNodeThatMeansAnotherOneIsRefused() async throws {
        let receiver = try await TestNode.start(Samples.options(node: 2))
        let error = try await self.dial(Samples.options(node: 1), as: 3, receiver)
        await receiver.transport.shutdown()
        self.expectRefusal(
            error, .wrongNode, containing: "this is node 2, but node 1 means to reach node 3",
            by: receiver)
    }

    @Test func aNodeWithAnotherStoreIsRefusedByTheDelegate() async throws {
        let delegate = RecordingDelegate()
        let pinned = Samples.identity(1).store
        delegate.judge { peer in
            peer.store == pinned
                ? .accept
                : .refuse(.wrongStore(node: peer.node, pinned: pinned, presented: peer.store))
        }
        let receiver = try await TestNode.start(Samples.options(node: 2), delegate: delegate)
        #expect(try await self.dial(Samples.options(node: 1), as: 2, receiver) == nil)
        var wiped = Samples.options(node: 1)
        wiped.identity.store = StoreID(0xbad)
        let error = try await self.dial(wiped, as: 2, receiver)
        await receiver.transport.shutdown()
        self.expectRefusal(
            error, .wrongStore, containing: "comes with store 0000000000000bad", by: receiver)
        // The delegate also got the group time of the one that it judged.
        #expect(receiver.delegate.recorded().introductions.last?.groupTime == 1_001)
        // And where the dialler is to be dialled.
        #expect(
            receiver.delegate.recorded().introductions.last?.endpoint == Samples.endpoint(1))
    }

    @Test func anOlderVersionIsRefused() async throws {
        var newer = Samples.options(node: 2)
        newer.versions = 2...3
        let receiver = try await TestNode.start(newer)
        let error = try await self.dial(Samples.options(node: 1), as: 2, receiver)
        await receiver.transport.shutdown()
        self.expectRefusal(
            error, .unsupportedVersion, containing: "upgrade node 1", by: receiver)
    }

    @Test func aDiallingNodeRefusesAStoreThatItDoesNotKnow() async throws {
        // The dialling side judges too: it must not send its log to a directory that was swapped.
        let receiver = try await TestNode.start(Samples.options(node: 2))
        let refusal = PeerRefusal.wrongStore(
            node: NodeID(2), pinned: StoreID(1), presented: Samples.identity(2).store)
        let delegate = RecordingDelegate()
        delegate.judge { _ in .refuse(refusal) }
        let sender = try await TestNode.start(Samples.options(node: 1), delegate: delegate)
        sender.transport.update(peers: [NodeID(2): receiver.endpoint])
        #expect(try await delegate.wait { !$0.events.isEmpty })
        #expect(delegate.recorded().events(of: 2).first == .failed(.refusedPeer(refusal)))
        #expect(!sender.send([1], to: receiver))
        await sender.transport.shutdown()
        #expect(sender.transport.statistics().refusalsSent.keys.contains(.wrongStore))
        await receiver.transport.shutdown()
        #expect(receiver.delegate.recorded().payloads.isEmpty)
    }

    @Test func aConnectionThatIsNoPeerHarmsNobody() async throws {
        // Someone points an HTTP client at the peer port; then an honest node links as ever.
        let receiver = try await TestNode.start(Samples.options(node: 2))
        let stranger = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: Int(receiver.endpoint.port)).get()
        try await stranger.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
        try await stranger.closeFuture.get()
        let sender = try await TestNode.start(Samples.options(node: 1))
        #expect(try await sender.link(to: receiver))
        await sender.transport.shutdown()
        await receiver.transport.shutdown()
        #expect(receiver.transport.statistics().endings[.frameTooLarge] == 1)
    }
}
