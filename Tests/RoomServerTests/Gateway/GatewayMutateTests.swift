import RoomMapping
import RoomProtocol
import RoomReplica
import RoomServer
import RoomState
import SwiftProtobuf
import Testing

@Suite struct GatewayMutateTests {
    @Test func aRoomIsCreatedAndSaysWhatItIs() async throws {
        // The story of the first call that anyone makes: create, then look.
        let fixture = try GatewayFixture()
        let response = try await fixture.mutate(.mutation(of: "", .create(.room(of: "ana")))).get()
        #expect(response.revision == 1)
        #expect(response.changed)
        #expect(!response.replayed)
        #expect(response.uid == "1-1")
        #expect(response.groupTime.milliseconds == FakeReplica.startTime.milliseconds)

        let room = try await fixture.room(response.roomID)
        #expect(room.roomID == response.roomID)
        #expect(room.ownerID == "ana")
        #expect(room.hostID == "ana")
        #expect(room.state == .live)
        #expect(room.info.title == "A room")
        #expect(room.stage.seats.first?.userID == "ana")
        #expect(room.stage.seats.first?.role == .host)
        #expect(fixture.observer.ended.map(\.result) == [.ok, .ok])
    }

    @Test func aRequestIDIsRemembered() async throws {
        // The same request twice acts once; the second answer says that it is a repetition.
        let fixture = try GatewayFixture()
        let request = Roomkeeper_V1_MutateRequest.mutation(of: "", .create(.room(of: "ana")))
            .identified("once")
        let first = try await fixture.mutate(request).get()
        let second = try await fixture.mutate(request).get()
        #expect(!first.replayed)
        #expect(second.replayed)
        #expect(second.roomID == first.roomID)
        #expect(second.revision == 1)
    }

    @Test func mintedRequestIDsNeverMeet() async throws {
        // Calls without an id each get one of their own: two equal calls are two rooms.
        let fixture = try GatewayFixture()
        var rooms: Set<String> = []
        for _ in 0..<20 {
            rooms.insert(try await fixture.makeRoom(host: "ana", products: []))
            try await fixture.endRooms(rooms)
        }
        #expect(rooms.count == 20)
    }

    @Test func whoLeftTheIDToTheDoorCanStillSettleWhatEndedUnknown() async throws {
        // The caller has no id to repeat with, and another try without one would be a second room.
        let fixture = try GatewayFixture()
        fixture.replica.mode = .fail(.outcomeUnknown(reason: "the leader is gone"))
        let creation = Roomkeeper_V1_MutateRequest.mutation(of: "", .create(.room(of: "ana")))
        let result = await fixture.mutate(creation)
        guard case .failure(let error) = result else {
            return #expect(Bool(false), "it was answered")
        }
        #expect(error.outcome == .unknown)
        let id = try #require(error.metadata["request_id"])
        let notAfter = try #require(error.metadata["not_after"].flatMap(UInt64.init))
        #expect(!id.isEmpty)
        #expect(notAfter == FakeReplica.startTime.milliseconds + 60_000)
    }

    @Test func everyOperationReachesTheRules() async throws {
        // One room lives through all twenty operations; each must be mapped to its own rule.
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        _ = try await fixture.mutate(id, .pause(.init()))
        _ = try await fixture.mutate(id, .resume(.init()))
        _ = try await fixture.mutate(
            id,
            .updateInfo(
                .with {
                    $0.title = "Another title"
                    $0.tags.values = ["live", "sale"]
                    $0.labels.values = ["b": "2", "a": "1"]
                }))
        let invited = try await fixture.mutate(
            id, .invite(.with { ($0.userID, $0.role) = ("bo", .coHost) }))
        #expect(invited.mintedIds.count == 1)
        _ = try await fixture.mutate(id, .acceptInvite(.with { $0.userID = "bo" }))
        _ = try await fixture.mutate(id, .invite(.with { $0.userID = "cy" }))
        _ = try await fixture.mutate(id, .declineInvite(.with { $0.userID = "cy" }))
        _ = try await fixture.mutate(
            id, .seatUser(.with { ($0.userID, $0.role, $0.seatIndex) = ("dee", .guest, 5) }))
        _ = try await fixture.mutate(
            id, .seatUser(.with { ($0.userID, $0.role) = ("eve", .guest) }))
        _ = try await fixture.mutate(id, .leaveSeat(.with { $0.userID = "eve" }))
        _ = try await fixture.mutate(id, .transferHost(.with { $0.userID = "bo" }))

        let seated = try await fixture.room(id)
        #expect(seated.info.title == "Another title")
        #expect(seated.info.tags == ["live", "sale"])
        #expect(seated.info.labels == ["a": "1", "b": "2"])
        #expect(seated.hostID == "bo")
        #expect(seated.stage.seats[5].userID == "dee")
        #expect(seated.stage.seats[5].role == .guest)
        _ = try await fixture.mutate(id, .removeFromSeat(.with { $0.userID = "dee" }))
        #expect(try await fixture.room(id).stage.seats[5].userID == "")
    }

    @Test func productsAreMappedBothWays() async throws {
        // The bag, what is pinned and the spotlight come back as they were asked for.
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        _ = try await fixture.mutate(
            id, .moveProduct(.with { ($0.productID, $0.position) = ("p3", 0) }),
            .pinProduct(.product("p1")),
            .pinProduct(
                .with {
                    ($0.productID, $0.position) = ("p4", 0)
                    $0.product.title = "Not in the bag before"
                    $0.product.sellerID = "s"
                }))
        let shown = try await fixture.mutate(
            id, .setSpotlight(.with { ($0.productID, $0.pin) = ("p2", true) }))
        #expect(shown.mintedIds.count == 1)

        let room = try await fixture.room(id)
        #expect(room.products.bag.map(\.productID) == ["p3", "p1", "p2", "p4"])
        #expect(room.products.bag[3].title == "Not in the bag before")
        #expect(room.products.bag[3].sellerID == "s")
        #expect(room.products.bag[3].listing == .visible)
        #expect(room.products.pinned == ["p4", "p1", "p2"])
        #expect(room.products.spotlight.productID == "p2")
        #expect(room.products.spotlight.segmentID == shown.mintedIds[0])

        _ = try await fixture.mutate(id, .clearSpotlight_p(.init()))
        _ = try await fixture.mutate(
            id, .unpinProduct(.product("p4")), .removeProducts(.with { $0.productIds = ["p1"] }))
        let unpinned = try await fixture.mutate(id, .unpinProduct(.product("p4")))
        #expect(!unpinned.changed)
        let cleared = try await fixture.room(id)
        #expect(!cleared.products.hasSpotlight)
        #expect(cleared.products.segments.map(\.productID) == ["p2"])
        #expect(cleared.products.segments.map(\.endReason) == [.cleared])
        #expect(cleared.products.pinned == ["p2"])
    }

    @Test(arguments: GatewayBadInput.mutations)
    func badInputIsRefusedBeforeItIsProposed(_ bad: BadMutation) async throws {
        // The error names the field and the limit, and nothing reaches the log.
        let fixture = try GatewayFixture()
        let error = expectError(await fixture.mutate(bad.request))
        #expect(error.reason == "INVALID_FIELD")
        #expect(error.status == .invalidArgument)
        #expect(error.outcome == .notApplied)
        #expect(error.metadata["field"] == bad.field)
        #expect(error.metadata["limit"]?.contains(bad.limit) == true, "\(error.metadata)")
        #expect(error.metadata["actual"]?.isEmpty == false)
        #expect(error.message.contains(bad.field))
        #expect(fixture.replica.proposals == 0)
        #expect(fixture.observer.ended == [.init(request: .mutate, result: .invalid)])
        #expect(fixture.gateway.requestsInFlight == 0)
    }

    @Test func aRuleThatSaysNoNamesTheOperation() async throws {
        // The second of two operations is refused: the first has no effect, and the error says
        // which it was.
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        let error = expectError(
            await fixture.mutate(
                .mutation(of: id, .pinProduct(.product("p1")), .pinProduct(.product("nope")))))
        #expect(error.reason == "PRODUCT_NOT_FOUND")
        #expect(error.status == .notFound)
        #expect(error.outcome == .notApplied)
        #expect(error.metadata["op_index"] == "1")
        #expect(error.metadata["product_id"] == "nope")
        #expect(try await fixture.room(id).products.pinned == [])
    }

    @Test func aReplayedRejectionSaysSo() async throws {
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        let request = Roomkeeper_V1_MutateRequest.mutation(
            of: id, .pinProduct(.product("nope"))
        ).identified("again")
        let first = expectError(await fixture.mutate(request))
        let second = expectError(await fixture.mutate(request))
        #expect(first.metadata["replayed"] == nil)
        #expect(second.metadata["replayed"] == "true")
        #expect(second.reason == first.reason)
    }

    @Test func withoutGroupTimeNothingIsProposed() async throws {
        // A node that has heard of no leader can neither mint nor judge a deadline.
        let fixture = try GatewayFixture()
        fixture.replica.setGroupTime(.zero)
        let error = expectError(
            await fixture.mutate(.mutation(of: "", .create(.room(of: "ana")))))
        #expect(error.reason == "NOT_READY")
        #expect(error.status == .unavailable)
        #expect(error.outcome == .notApplied)
        #expect(fixture.replica.proposals == 0)
    }

    @Test func aDeadlineInThePastIsJudgedWhenApplied() async throws {
        // Expiry is a rule, so the door must not decide it: a remembered outcome comes first.
        let fixture = try GatewayFixture()
        var request = Roomkeeper_V1_MutateRequest.mutation(of: "", .create(.room(of: "ana")))
            .identified("late")
        request.notAfter = Google_Protobuf_Timestamp(
            milliseconds: FakeReplica.startTime.milliseconds - 1)
        let error = expectError(await fixture.mutate(request))
        #expect(error.reason == "REQUEST_EXPIRED")
        #expect(fixture.replica.proposals == 1)
    }

    @Test func oneMoreThanTheBoundIsOverloaded() async throws {
        // Two are under way and unanswered, the third is told when to come back; once they are
        // answered there is room again.
        let fixture = try GatewayFixture(requestsInFlight: 2)
        fixture.replica.mode = .hold
        let create = Roomkeeper_V1_MutateRequest.mutation(of: "", .create(.room(of: "ana")))
        async let first = fixture.mutate(create)
        async let second = fixture.mutate(create)
        await fixture.replica.waitForHeld(2)
        let error = expectError(await fixture.mutate(create))
        #expect(error.reason == "OVERLOADED")
        #expect(error.status == .unavailable)
        #expect(error.outcome == .notApplied)
        #expect(error.retryAfterMs == RoomMapping.Limits.retryAfterMilliseconds)
        #expect(error.metadata["limit"]?.contains("2 requests") == true)
        #expect(fixture.replica.proposals == 2)

        fixture.replica.mode = .serve
        fixture.replica.releaseAll()
        _ = await (first, second)
        #expect(fixture.gateway.requestsInFlight == 0)
        _ = try await fixture.makeRoom(host: "bo")
    }
}

extension GatewayFixture {
    /// Ends rooms, so that their host may host another.
    fileprivate func endRooms(_ rooms: Set<String>) async throws {
        for room in rooms {
            _ = try await self.mutate(room, .end(.init()))
        }
    }
}
