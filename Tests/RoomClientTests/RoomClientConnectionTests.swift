import RoomClient
import RoomProtocol
import ScriptedNodes
import SwiftProtobuf
import Testing

/// How the client finds nodes and uses its connections.
@Suite(.timeLimit(.minutes(1)))
struct RoomClientConnectionTests {
    @Test func theHelloLeadsToTheLeader() async throws {
        // The client is given a follower. Its hello says that node 2 leads and where the nodes
        // listen; once the client has found node 2 there, calls go to it.
        let arrivals = Mailbox<ScriptedNode.Arrival>()
        let follower = try await ScriptedNode.start(id: 1, leader: 2, arrivals: arrivals)
        let leader = try await ScriptedNode.start(id: 2, leader: 2, arrivals: arrivals)
        follower.setHello { $0.endpoints = [follower.endpoint, leader.endpoint] }
        let client = RoomClient(endpoints: [follower.endpoint], options: Requests.patient)

        // Until the leader's hello is back, calls go to the follower, which forwards them.
        var served: [UInt64] = []
        while served.last != 2 {
            async let response = client.getRoom(Requests.get)
            let arrival = await arrivals.next()
            served.append(arrival.nodeID)
            arrival.reply(Requests.room(revision: 1))
            #expect(try await response.room.revision == 1)
        }
        #expect(served.first == 1)
        #expect(client.endpoints == [follower.endpoint, leader.endpoint])
        for _ in 0..<5 {
            async let response = client.getRoom(Requests.get)
            let arrival = await arrivals.next()
            #expect(arrival.nodeID == 2)
            arrival.reply(Requests.room(revision: 1))
            #expect(try await response.room.revision == 1)
        }
        await client.shutdown()
    }

    @Test func aLeaderHintInARefusalIsFollowed() async throws {
        // NOT_LEADER names an endpoint that the client has never heard of.
        let follower = try await ScriptedNode.start(id: 1, leader: 0)
        let leader = try await ScriptedNode.start(id: 2, leader: 2)
        let client = RoomClient(endpoints: [follower.endpoint], options: Requests.patient)
        async let outcome = client.mutate(Requests.pin)
        let refused = await follower.arrivals.next()
        refused.refuse("NOT_LEADER", .unavailable, metadata: ["leader": leader.endpoint])
        let repeated = await leader.arrivals.next()
        #expect(repeated.envelope.mutate == refused.envelope.mutate)
        repeated.reply(Requests.mutated(revision: 2))
        #expect(await outcome.revision == 2)
        await client.shutdown()
    }

    @Test func aDeadEndpointDoesNotKeepTheCallFromAnother() async throws {
        let dead = try await ScriptedNode.start()
        try await dead.stopListening()
        let node = try await ScriptedNode.start()
        let client = RoomClient(
            endpoints: [dead.endpoint, node.endpoint], options: Requests.patient)
        async let response = client.getRoom(Requests.get)
        await node.arrivals.next().reply(Requests.room(revision: 1))
        #expect(try await response.room.revision == 1)
        await client.shutdown()
    }

    @Test func aRefusedConnectionCostsACallOneAttempt() async throws {
        // The pause before another connection outlasts the call. Told of the refusal, the call asks
        // at once where to go on, and must not be given the refused connection again: it would
        // learn of the same refusal until the pool hears of it. Many rounds, for it is a race.
        let dead = try await ScriptedNode.start()
        try await dead.stopListening()
        var options = Requests.patient
        options.backoffBase = .seconds(3600)
        options.backoffCap = .seconds(3600)
        for _ in 0..<200 {
            let client = RoomClient(endpoints: [dead.endpoint], options: options)
            let error = try #require(await client.mutate(Requests.pin).rejection)
            #expect(error.reason == RoomClientError.Reason.connectionFailed)
            // The client tells in its message when there was more than one.
            #expect(!error.message.contains("attempts"), "\(error)")
            await client.shutdown()
        }
    }

    @Test func manyCallsShareOneConnectionAndAreAnsweredInAnyOrder() async throws {
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        let calls = 300
        try await withThrowingTaskGroup(of: (Int, UInt64).self) { group in
            for number in 0..<calls {
                group.addTask {
                    let request = Roomkeeper_V1_GetRoomRequest.with { $0.roomID = "\(number)" }
                    return (number, try await client.getRoom(request).room.revision)
                }
            }
            var arrivals: [ScriptedNode.Arrival] = []
            for _ in 0..<calls { arrivals.append(await node.arrivals.next()) }
            let ids = Set(arrivals.map(\.envelope.id))
            #expect(ids.count == calls)
            #expect(Set(arrivals.map { ObjectIdentifier($0.channel) }).count == 1)
            for arrival in arrivals.reversed() {
                let number = UInt64(arrival.envelope.getRoom.roomID) ?? .max
                arrival.reply(Requests.room(revision: number))
            }
            for try await (number, revision) in group { #expect(revision == UInt64(number)) }
        }
        await client.shutdown()
    }

    @Test func theClientReconnectsAfterTheServerClosed() async throws {
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        for revision in UInt64(1)...3 {
            async let response = client.getRoom(Requests.get)
            let arrival = await node.arrivals.next()
            arrival.reply(Requests.room(revision: revision))
            #expect(try await response.room.revision == revision)
            await arrival.cutOff()
        }
        await client.shutdown()
    }

    @Test func aServerOfAnotherClusterGetsNoRequest() async throws {
        // An endpoint that the cluster names was taken over by a node of another cluster; a write
        // must not land there.
        let stranger = try await ScriptedNode.start()
        stranger.setHello { $0.clusterID = "c2" }
        let node = try await ScriptedNode.start()
        node.setHello { $0.endpoints = [stranger.endpoint] }
        var options = Requests.patient
        options.preferLeader = false
        let client = RoomClient(endpoints: [node.endpoint], options: options)
        for _ in 0..<4 {
            async let outcome = client.mutate(Requests.pin)
            await node.arrivals.next().reply(Requests.mutated(revision: 1))
            #expect(await outcome.revision == 1)
        }
        #expect(stranger.arrivals.isEmpty)
        await client.shutdown()
    }

    @Test func aServerOfAnotherVersionIsRefusedInWords() async throws {
        // The pause before another connection outlasts the call, which therefore ends at once.
        let node = try await ScriptedNode.start()
        node.setHello { $0.protocolVersion = 2 }
        var options = Requests.patient
        options.backoffBase = .seconds(3600)
        options.backoffCap = .seconds(3600)
        let client = RoomClient(endpoints: [node.endpoint], options: options)
        let error = try #require(await client.mutate(Requests.pin).rejection)
        #expect(error.reason == RoomClientError.Reason.protocolViolation)
        #expect(error.message.contains("version 2"))
        await client.shutdown()
    }

    @Test func nodeStatusAsksThatVeryNodeOnce() async throws {
        // A dead node is reported as dead; no other node answers for it.
        let alive = try await ScriptedNode.start(id: 1)
        let dead = try await ScriptedNode.start(id: 2)
        try await dead.stopListening()
        let client = RoomClient(endpoints: [alive.endpoint], options: Requests.patient)
        async let status = client.nodeStatus(endpoint: alive.endpoint)
        await alive.arrivals.next().reply(.nodeStatus(.with { $0.nodeID = 1 }))
        #expect(try await status.nodeID == 1)
        do {
            _ = try await client.nodeStatus(endpoint: dead.endpoint)
            Issue.record("a dead node answered")
        } catch {
            #expect(error.reason == RoomClientError.Reason.connectionFailed)
            #expect(error.metadata["endpoint"] == dead.endpoint)
        }
        #expect(alive.arrivals.isEmpty)
        await client.shutdown()
    }

    @Test func callsBeyondTheLimitAreRejectedWithoutBeingSent() async throws {
        let node = try await ScriptedNode.start()
        var options = Requests.patient
        options.maxInFlight = 1
        let client = RoomClient(endpoints: [node.endpoint], options: options)
        async let first = client.getRoom(Requests.get)
        let arrival = await node.arrivals.next()
        do {
            _ = try await client.getRoom(Requests.get)
            Issue.record("a second call was let in")
        } catch {
            #expect(error.reason == RoomClientError.Reason.clientOverloaded)
            #expect(error.metadata["limit"] == "1")
        }
        arrival.reply(Requests.room(revision: 1))
        #expect(try await first.room.revision == 1)
        #expect(node.arrivals.isEmpty)
        await client.shutdown()
    }

    @Test func aRequestThatFitsNoFrameIsRejectedByName() async throws {
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        var request = Requests.pin
        request.operations[0].pinProduct.product.title = String(repeating: "x", count: 5 << 20)
        let error = try #require(await client.mutate(request).rejection)
        #expect(error.reason == RoomClientError.Reason.requestTooLarge)
        #expect(error.metadata["limit"] == String(4 << 20))
        #expect(node.arrivals.isEmpty)
        await client.shutdown()
    }

    @Test func afterShutdownEveryCallIsRejected() async throws {
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        async let under = client.mutate(Requests.pin)
        _ = await node.arrivals.next()
        await client.shutdown()
        #expect(await under.doubt?.reason == RoomClientError.Reason.clientClosed)
        let later = try #require(await client.mutate(Requests.pin).rejection)
        #expect(later.reason == RoomClientError.Reason.clientClosed)
    }

    @Test func withoutAValidEndpointEveryCallNamesTheFault() async throws {
        let client = RoomClient(endpoints: ["localhost"], options: Requests.patient)
        let error = try #require(await client.mutate(Requests.pin).rejection)
        #expect(error.reason == RoomClientError.Reason.invalidEndpoint)
        #expect(error.metadata["actual"] == "localhost")
        await client.shutdown()
    }
}
