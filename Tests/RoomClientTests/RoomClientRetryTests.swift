import RoomClient
import RoomProtocol
import ScriptedNodes
import SwiftProtobuf
import Testing

/// What the client repeats, with what, and what it says of the outcome.
@Suite(.timeLimit(.minutes(1)))
struct RoomClientRetryTests {
    @Test func aWriteGetsARequestIDAndADeadlineInGroupTime() async throws {
        // The wall clock of this machine must play no part: the node's time is far from it.
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        async let outcome = client.mutate(Requests.pin)
        let arrival = await node.arrivals.next()
        let request = arrival.envelope.mutate
        #expect(!request.requestID.isEmpty)
        let notAfter = try #require(request.notAfter.milliseconds)
        let lifetime = notAfter - ScriptedNode.groupTime
        #expect(lifetime >= 30_000 && lifetime < 60_000)
        // A little less than the client waits, so that the node's own word comes in time.
        #expect(arrival.envelope.timeoutMs > 0 && arrival.envelope.timeoutMs <= 29_900)
        arrival.reply(Requests.mutated(revision: 4))
        #expect(await outcome.revision == 4)
        await client.shutdown()
    }

    @Test func aRepetitionKeepsRequestIDAndDeadline() async throws {
        // Refused, then cut off, then answered: three attempts, one identity.
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        async let outcome = client.mutate(Requests.pin)
        let first = await node.arrivals.next()
        first.refuse("NO_QUORUM", .unavailable)
        let second = await node.arrivals.next()
        await second.cutOff()
        let third = await node.arrivals.next()
        third.reply(Requests.mutated(revision: 9))
        #expect(await outcome.revision == 9)
        #expect(second.envelope.mutate == first.envelope.mutate)
        #expect(third.envelope.mutate == first.envelope.mutate)
        await client.shutdown()
    }

    @Test func theCallersOwnRequestIDIsKept() async throws {
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        let request = Roomkeeper_V1_MutateRequest.with {
            $0 = Requests.pin
            $0.requestID = "mine"
            $0.notAfter = .init(milliseconds: 5)
        }
        async let outcome = client.mutate(request)
        let arrival = await node.arrivals.next()
        #expect(arrival.envelope.mutate == request)
        arrival.reply(Requests.mutated(revision: 1))
        #expect(await outcome.revision == 1)
        await client.shutdown()
    }

    @Test func aWriteWithoutAnyReplyIsUnknownAtTheDeadline() async throws {
        // It was sent, so it may take effect; nobody may call that rejected. A read before it has
        // the connection made, so that the short time is spent on the reply alone.
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        async let read = client.getRoom(Requests.get)
        await node.arrivals.next().reply(Requests.room(revision: 1))
        #expect(try await read.room.revision == 1)
        let outcome = await client.mutate(Requests.pin, timeout: .seconds(1))
        let doubt = try #require(outcome.doubt)
        #expect(doubt.outcome == .unknown)
        #expect(doubt.reason == RoomClientError.Reason.deadlineExceeded)
        await client.shutdown()
    }

    @Test func aWriteThatWasNeverSentIsRejectedAtTheDeadline() async throws {
        // The node accepts connections and says nothing, like a stopped process: nothing is sent.
        let node = try await ScriptedNode.start(greets: false)
        var options = Requests.patient
        options.timeout = .milliseconds(200)
        let client = RoomClient(endpoints: [node.endpoint], options: options)
        let outcome = await client.mutate(Requests.pin)
        #expect(try #require(outcome.rejection).outcome == .notApplied)
        #expect(node.arrivals.isEmpty)
        await client.shutdown()
    }

    @Test func aWriteCutOffOnEveryAttemptIsUnknown() async throws {
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        async let outcome = client.mutate(Requests.pin)
        let only = await node.arrivals.next()
        try await node.stopListening()
        await only.cutOff()
        // Nobody listens any more; the client gives up when a pause would outlast the call, which
        // the test brings about by ending it.
        await client.shutdown()
        let doubt = try #require(await outcome.doubt)
        #expect(doubt.outcome == .unknown)
    }

    @Test func aRejectionIsPassedOnAsItIs() async throws {
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        async let outcome = client.mutate(Requests.pin)
        await node.arrivals.next().refuse(
            "PINNED_FULL", .failedPrecondition, metadata: ["limit": "5", "op_index": "0"])
        let error = try #require(await outcome.rejection)
        #expect(error.reason == "PINNED_FULL")
        #expect(error.status == .failedPrecondition)
        #expect(error.outcome == .notApplied)
        #expect(error.metadata == ["limit": "5", "op_index": "0"])
        await client.shutdown()
    }

    @Test func aReadIsRepeatedAfterALostConnection() async throws {
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        async let response = client.getRoom(Requests.get)
        await node.arrivals.next().cutOff()
        await node.arrivals.next().reply(Requests.room(revision: 3))
        #expect(try await response.room.revision == 3)
        await client.shutdown()
    }

    @Test func aReplyThatIsBrokenInsideEndsItsConnectionAndIsAskedForAgain() async throws {
        // Its frame is whole, so it reaches the caller, who finds what is wrong.
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        async let response = client.getRoom(Requests.get)
        let first = await node.arrivals.next()
        first.replyBroken()
        let second = await node.arrivals.next()
        #expect(first.channel !== second.channel)
        second.reply(Requests.room(revision: 3))
        #expect(try await response.room.revision == 3)
        await client.shutdown()
    }

    @Test func aCancelledCallEndsAtOnce() async throws {
        // The reply never comes; only the cancellation can end the call.
        let node = try await ScriptedNode.start()
        let client = RoomClient(endpoints: [node.endpoint], options: Requests.patient)
        let call = Task { await client.mutate(Requests.pin) }
        _ = await node.arrivals.next()
        call.cancel()
        let doubt = try #require(await call.value.doubt)
        #expect(doubt.reason == RoomClientError.Reason.cancelled)
        await client.shutdown()
    }

    @Test func aSilentConnectionIsGivenUpForAnotherNode() async throws {
        // The first node is stopped after its hello: it takes requests and answers nothing. The
        // call moves to the other node when its attempt has timed out.
        let stopped = try await ScriptedNode.start(id: 1, leader: 1)
        let other = try await ScriptedNode.start(id: 2, leader: 1) { arrival in
            arrival.reply(Requests.room(revision: 8))
        }
        var options = Requests.patient
        options.attemptTimeout = .milliseconds(200)
        let client = RoomClient(endpoints: [stopped.endpoint, other.endpoint], options: options)
        #expect(try await client.getRoom(Requests.get).room.revision == 8)
        await client.shutdown()
    }
}
