import NIOCore
import NIOPosix
import PeerTransport
import Raft
import SeededRandomness
import Testing

/// Real transports on loopback. Nothing sleeps: each step waits for what the delegate hears.
struct PeerTransportTests {
    @Test func tenThousandPayloadsArriveInOrder() async throws {
        let sender = try await TestNode.start(Samples.options(node: 1))
        let receiver = try await TestNode.start(Samples.options(node: 2))
        #expect(try await sender.link(to: receiver))
        let count: UInt32 = 10_000
        for number in 0..<count {
            let payload = withUnsafeBytes(of: number.bigEndian) { Array($0) }
            #expect(sender.send(payload, to: receiver), "payload \(number)")
        }
        #expect(try await receiver.delegate.wait { $0.payloads.count >= Int(count) })
        let payloads = receiver.delegate.recorded().payloads
        let numbers = payloads.map { $0.bytes.reduce(0) { $0 << 8 | UInt32($1) } }
        #expect(numbers == Array(0..<count))
        #expect(payloads.allSatisfy { $0.node == sender.node && $0.group == Samples.group })
        await sender.transport.shutdown()
        await receiver.transport.shutdown()
        let sent = try #require(sender.transport.statistics().peers[receiver.node])
        let received = try #require(receiver.transport.statistics().peers[sender.node])
        // Four bytes each, and a header of 14.
        #expect(sent.sent == PeerTraffic(frames: 10_000, bytes: 180_000))
        #expect(received.received == sent.sent)
    }

    @Test func manySendsBeforeTheLoopTurnsCostOneWakeUpAndOneFlush() async throws {
        let sender = try await TestNode.start(Samples.options(node: 1))
        let receiver = try await TestNode.start(Samples.options(node: 2))
        #expect(try await sender.link(to: receiver))
        // The delegate hears `connected` on the link's own loop: what it sends from there can only
        // be picked up once that turn of the loop is over.
        let peer = receiver.node
        sender.transport.update(peers: [:])
        let transport = sender.transport
        #expect(try await sender.delegate.wait { $0.events(of: 2).contains(.broken(.stopped)) })
        let before = transport.statistics().peers[peer]
        sender.delegate.onEvent { event in
            guard event == .connected else { return }
            for number: UInt8 in 0..<200 {
                _ = transport.send([number], group: Samples.group, to: peer)
            }
        }
        transport.update(peers: [peer: receiver.endpoint])
        #expect(try await receiver.delegate.wait { $0.payloads.count == 200 })
        let after = transport.statistics().peers[peer]
        #expect(after.map(\.wakeUps) == before.map { $0.wakeUps + 1 })
        #expect(after.map(\.flushes) == before.map { $0.flushes + 1 })
        await sender.transport.shutdown()
        await receiver.transport.shutdown()
    }

    @Test func threeNodesReachEachOtherInBothDirections() async throws {
        var nodes: [TestNode] = []
        for number: UInt64 in 1...3 {
            nodes.append(try await TestNode.start(Samples.options(node: number)))
        }
        let endpoints = Dictionary(uniqueKeysWithValues: nodes.map { ($0.node, $0.endpoint) })
        // A node's own endpoint is in the table too, as in a membership; it is not dialled.
        for node in nodes { node.transport.update(peers: endpoints) }
        for node in nodes {
            #expect(
                try await node.delegate.wait { record in
                    record.events.filter { $0.event == .connected }.count == 2
                })
        }
        for from in nodes {
            for to in nodes where to.node != from.node {
                #expect(from.send([UInt8(from.node.rawValue)], to: to))
            }
            #expect(!from.send([0], to: from))
        }
        for node in nodes {
            #expect(try await node.delegate.wait { $0.payloads.count == 2 })
            let heard = node.delegate.recorded().payloads
            #expect(Set(heard.map(\.node)) == Set(endpoints.keys).subtracting([node.node]))
            #expect(heard.allSatisfy { $0.bytes == [UInt8($0.node.rawValue)] })
        }
        for node in nodes { await node.transport.shutdown() }
    }

    @Test func aLargePayloadArrivesWhole() async throws {
        let sender = try await TestNode.start(Samples.options(node: 1))
        let receiver = try await TestNode.start(Samples.options(node: 2))
        #expect(try await sender.link(to: receiver))
        var random = SeededGenerator(seed: 7)
        let large = random.bytes(3 << 20)
        #expect(sender.send(large, to: receiver))
        #expect(sender.send([1], to: receiver))
        #expect(try await receiver.delegate.wait { $0.payloads.count == 2 })
        #expect(receiver.delegate.recorded().payloads.map(\.bytes) == [large, [1]])
        await sender.transport.shutdown()
        await receiver.transport.shutdown()
    }

    @Test func aPeerThatRestartsOnItsPortIsLinkedAgain() async throws {
        // The story that fast failover reads: broken, refused while nobody listens, connected.
        let sender = try await TestNode.start(Samples.options(node: 1))
        let first = try await TestNode.start(Samples.options(node: 2))
        #expect(try await sender.link(to: first))
        await first.transport.shutdown()
        #expect(try await sender.delegate.wait { $0.events(of: 2).last == .refused })
        #expect(!sender.send([1], to: first))
        let second = try await TestNode.start(Samples.options(node: 2, port: first.endpoint.port))
        #expect(try await sender.delegate.wait { $0.events(of: 2).last == .connected })
        #expect(sender.send([2], to: second))
        #expect(try await second.delegate.wait { $0.payloads.map(\.bytes) == [[2]] })
        let events = sender.delegate.recorded().events(of: 2)
        try #require(events.count >= 4)
        #expect(events[0] == .connected)
        #expect(events[1].isLossOfThePeer, "\(events[1])")
        #expect(events[2] == .refused)
        let statistics = try #require(sender.transport.statistics().peers[second.node])
        #expect(statistics.connects == 2)
        #expect(statistics.breaks == 1)
        #expect(statistics.droppedNotConnected == 1)
        #expect(statistics.isConnected)
        await sender.transport.shutdown()
        await second.transport.shutdown()
    }

    @Test func aNodeThatDialsAgainSupersedesItsEarlierLink() async throws {
        // A second process with the identity of node 1, as after a restart that the receiver has
        // not noticed: the earlier link ends before the new one delivers.
        let receiver = try await TestNode.start(Samples.options(node: 2))
        let earlier = try await TestNode.start(Samples.options(node: 1))
        #expect(try await earlier.link(to: receiver))
        var slow = Samples.options(node: 1)
        slow.reconnectBase = .seconds(60)
        slow.reconnectCap = .seconds(60)
        let later = try await TestNode.start(slow)
        #expect(try await later.link(to: receiver))
        let isLost = try await earlier.delegate.wait { record in
            record.events(of: 2).contains { $0.isLossOfThePeer }
        }
        #expect(isLost, "\(earlier.delegate.recorded().events)")
        for node in [earlier, later, receiver] { await node.transport.shutdown() }
        #expect(receiver.transport.statistics().endings.keys.contains(.superseded))
    }

    @Test func aFullQueueDropsAndCountsWhileThePeerDoesNotRead() async throws {
        let silent = try await SilentPeer(node: 2)
        var options = Samples.options(node: 1)
        options.outboundBytes = 4 << 20
        options.silenceLimit = 1_000_000
        let sender = try await TestNode.start(options)
        sender.transport.update(peers: [NodeID(2): silent.endpoint])
        #expect(try await sender.delegate.wait { $0.events(of: 2) == [.connected] })
        // What the kernel takes on loopback is finite, so the queue fills within this many bytes.
        let payload = [UInt8](repeating: 1, count: 64 << 10)
        var taken = 0
        while taken < 4096, sender.transport.send(payload, group: Samples.group, to: NodeID(2)) {
            taken += 1
        }
        #expect(taken < 4096)
        let statistics = try #require(sender.transport.statistics().peers[NodeID(2)])
        #expect(statistics.droppedFull == 1)
        #expect(statistics.queuedBytes <= 4 << 20)
        #expect(statistics.isConnected)
        await sender.transport.shutdown()
        try await silent.stop()
    }

    @Test func aPeerThatSaysNothingIsGivenUp() async throws {
        let silent = try await SilentPeer(node: 2)
        var options = Samples.options(node: 1)
        options.tick = .milliseconds(10)
        options.silenceLimit = 2
        let sender = try await TestNode.start(options)
        sender.transport.update(peers: [NodeID(2): silent.endpoint])
        #expect(
            try await sender.delegate.wait {
                $0.events(of: 2).prefix(2) == [.connected, .broken(.silent(ticks: 2))]
            })
        await sender.transport.shutdown()
        try await silent.stop()
    }

    @Test func aPeerWhoseEndpointChangesIsDialledThere() async throws {
        let sender = try await TestNode.start(Samples.options(node: 1))
        let old = try await TestNode.start(Samples.options(node: 2))
        let new = try await TestNode.start(Samples.options(node: 2))
        #expect(try await sender.link(to: old))
        sender.transport.update(peers: [NodeID(2): new.endpoint])
        #expect(
            try await sender.delegate.wait {
                $0.events(of: 2) == [.connected, .broken(.endpointChanged), .connected]
            })
        #expect(sender.send([5], to: new))
        #expect(try await new.delegate.wait { $0.payloads.map(\.bytes) == [[5]] })
        for node in [sender, old, new] { await node.transport.shutdown() }
    }

    @Test func aNameIsResolvedAndAMissingOneFailsInWords() async throws {
        let sender = try await TestNode.start(Samples.options(node: 1))
        let receiver = try await TestNode.start(Samples.options(node: 2))
        sender.transport.update(peers: [
            NodeID(2): PeerEndpoint(host: "localhost", port: receiver.endpoint.port),
            NodeID(3): PeerEndpoint(host: "no-such-host.invalid", port: 1),
        ])
        #expect(try await sender.delegate.wait { $0.events(of: 2).contains(.connected) })
        #expect(
            try await sender.delegate.wait { record in
                record.events(of: 3).contains { event in
                    guard case .failed(let error) = event else { return false }
                    return [.nameNotResolved, .connectFailed].contains(error.code)
                }
            })
        await sender.transport.shutdown()
        await receiver.transport.shutdown()
    }

    @Test func aPortInUseIsSaidInWords() async throws {
        let first = try await TestNode.start(Samples.options(node: 1))
        let options = Samples.options(node: 2, port: first.endpoint.port)
        await #expect(throws: PeerTransportFailure.endpointInUse(first.endpoint)) {
            try await TestNode.start(options)
        }
        await first.transport.shutdown()
    }

    @Test func nothingIsHeardOrSentAfterShutdown() async throws {
        let sender = try await TestNode.start(Samples.options(node: 1))
        let receiver = try await TestNode.start(Samples.options(node: 2))
        #expect(try await sender.link(to: receiver))
        await sender.transport.shutdown()
        let heard = sender.delegate.recorded().events
        #expect(!sender.send([1], to: receiver))
        sender.transport.update(peers: [receiver.node: receiver.endpoint])
        #expect(try await receiver.delegate.wait { _ in true })
        #expect(sender.delegate.recorded().events == heard)
        #expect(heard.last?.event == .broken(.stopped))
        await #expect(throws: PeerTransportFailure.startedBefore) {
            try await sender.transport.start()
        }
        await receiver.transport.shutdown()
    }
}

extension PeerLinkEvent {
    /// Whether the other side's end of the connection went away. The system says "reset" instead of
    /// "closed" when a ping was on its way to a socket that nobody reads any more.
    var isLossOfThePeer: Bool {
        guard case .broken(let error) = self else { return false }
        return [.disconnected, .socketFailed].contains(error.code)
    }
}
