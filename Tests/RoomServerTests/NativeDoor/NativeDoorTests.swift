import RoomProtocol
import RoomServer
import RoomState
import SwiftProtobuf
import Testing

@Suite struct NativeDoorTests {
    @Test func helloIsAnsweredWithTheCluster() async throws {
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient(port: fixture.port)
            try await client.send(.hello())
            let reply = try #require(await client.next())
            #expect(reply.id == 0)
            #expect(reply.hello.protocolVersion == 1)
            #expect(reply.hello.clusterID == "00000000000000c1")
            #expect(reply.hello.nodeID == 7)
            #expect(reply.hello.leaderID == 7)
            #expect(
                reply.hello.groupTime.milliseconds == FakeReplica.startTime.milliseconds)
            #expect(
                reply.hello.endpoints == ["127.0.0.1:7471", "127.0.0.1:7481", "127.0.0.1:7491"])
            try await client.close()
        }
    }

    @Test func requestsMayFollowTheHelloAtOnce() async throws {
        // Hello, a creation, a status and a transfer in one write; all are answered.
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient(port: fixture.port)
            try await client.send(
                .hello(), .mutate(1, .mutation(of: "", .create(.room(of: "ana")))),
                .with {
                    $0.id = 2
                    $0.nodeStatus = .init()
                },
                .with {
                    $0.id = 3
                    $0.transferLeadership.nodeID = 8
                })
            var replies: [UInt64: Roomkeeper_V1_ServerEnvelope] = [:]
            for _ in 0..<4 {
                let reply = try #require(await client.next())
                replies[reply.id] = reply
            }
            #expect(replies[0]?.hello.nodeID == 7)
            #expect(replies[1]?.mutate.revision == 1)
            #expect(replies[2]?.nodeStatus.nodeID == 7)
            #expect(replies[3]?.transferLeadership.nodeID == 8)
            try await client.close()
        }
    }

    @Test func repliesComeInTheOrderOfCompletion() async throws {
        // Five requests are under way; they complete last to first, and so they are answered. Each
        // has a time of its own, so that the replica is asked for each.
        try await NativeDoorFixture().run { fixture in
            let id = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            fixture.replica.mode = .hold
            try await client.send((1...5).map { .getRoom($0, id, timeout: 10_000 + UInt32($0)) })
            await fixture.replica.waitForHeld(5)
            fixture.replica.releaseAll(reversed: true)
            var ids: [UInt64] = []
            for _ in 0..<5 {
                let reply = try #require(await client.next())
                #expect(reply.getRoom.room.roomID == id)
                ids.append(reply.id)
            }
            #expect(ids == [5, 4, 3, 2, 1])
            try await client.close()
        }
    }

    @Test func manyRequestsAtOnceAreEachAnsweredOnce() async throws {
        // Far more than the bound at once: the rest waits in the socket and is served in turn.
        try await NativeDoorFixture { $0.requestsInFlight = 16 }.run { fixture in
            let id = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            let count: UInt64 = 2000
            try client.sendWithoutWaiting(
                (1...count).map {
                    $0 % 2 == 0
                        ? .getRoom($0, id) : .mutate($0, .mutation(of: id, .pause(.init())))
                })
            var seen: Set<UInt64> = []
            for _ in 0..<count {
                let reply = try #require(await client.next())
                #expect(seen.insert(reply.id).inserted, "two replies to \(reply.id)")
            }
            #expect(seen.count == Int(count))
            #expect(fixture.gateway.gateway.requestsInFlight == 0)
            try await client.close()
        }
    }

    @Test func theBoundHoldsBackWhatComesAfterIt() async throws {
        // Four of ten are under way and held; the others must not have reached the replica.
        try await NativeDoorFixture { $0.requestsInFlight = 4 }.run { fixture in
            let id = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            fixture.replica.mode = .hold
            try await client.send((1...10).map { .getRoom($0, id, timeout: 10_000 + UInt32($0)) })
            await fixture.replica.waitForHeld(4)
            #expect(fixture.replica.reads.count == 4)
            fixture.replica.mode = .serve
            fixture.replica.releaseAll()
            var seen: Set<UInt64> = []
            for _ in 0..<10 {
                seen.insert(try #require(await client.next()).id)
            }
            #expect(seen == Set(1...10))
            try await client.close()
        }
    }

    @Test func aReaderThatSleepsGetsEverythingWhenItWakes() async throws {
        // A client asks for far more than the sockets hold and reads nothing. The door must stop
        // reading requests; another client is served meanwhile; then the sleeper gets all of it.
        try await NativeDoorFixture { $0.requestsInFlight = 64 }.run { fixture in
            let id = try await fixture.gateway.makeRoom(products: [])
            var add = Roomkeeper_V1_AddProducts()
            for number in 0..<100 {
                var product = Roomkeeper_V1_NewProduct.named("product-\(number)")
                product.imageUri = String(repeating: "u", count: 512)
                add.products.append(product)
            }
            _ = try await fixture.gateway.mutate(id, .addProducts(add))
            let sleeper = try await NativeDoorClient(port: fixture.port, receives: false)
            let count: UInt64 = 250
            try sleeper.sendWithoutWaiting(
                [.hello()]
                    + (1...count).map { .getRoom($0, id, timeout: 10_000 + UInt32($0)) })

            let other = try await NativeDoorClient.greeted(port: fixture.port)
            for request in 1...20 as ClosedRange<UInt64> {
                try await other.send(.getRoom(request, id))
                #expect(await other.next()?.id == request)
            }
            #expect(
                fixture.replica.reads.count < Int(count),
                "the door served a client that reads nothing")

            try await sleeper.startReading()
            var seen: Set<UInt64> = []
            for _ in 0...count {
                seen.insert(try #require(await sleeper.next()).id)
            }
            #expect(seen == Set(0...count))
            try await sleeper.close()
            try await other.close()
        }
    }

    @Test func aClientThatClosesItsSideGetsItsReplies() async throws {
        // As with `nc`: the request, the end of the input, then the answer, then the end.
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient(port: fixture.port)
            fixture.replica.mode = .hold
            try await client.send(
                .hello(), .mutate(1, .mutation(of: "", .create(.room(of: "ana")))))
            try await client.closeOutput()
            #expect(await client.next()?.hello.nodeID == 7)
            await fixture.replica.waitForHeld(1)
            fixture.replica.releaseAll()
            #expect(await client.next()?.mutate.revision == 1)
            #expect(await client.next() == nil)
        }
    }

    @Test func aClientThatGoesAwayHarmsNobody() async throws {
        // Its request is applied all the same; the next client sees what it did.
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            fixture.replica.mode = .hold
            try await client.send(.mutate(1, .mutation(of: "", .create(.room(of: "ana")))))
            await fixture.replica.waitForHeld(1)
            try await client.close()
            fixture.replica.mode = .serve
            fixture.replica.releaseAll()

            let next = try await NativeDoorClient.greeted(port: fixture.port)
            try await next.send(.mutate(1, .mutation(of: "", .create(.room(of: "ana")))))
            #expect(await next.next()?.error.reason == "HOST_ALREADY_LIVE")
            #expect(fixture.gateway.gateway.requestsInFlight == 0)
            try await next.close()
        }
    }
}
