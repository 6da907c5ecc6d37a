import RoomState
import Testing

/// One operation on the show of `RoomWorld.makeShow`, and why it must be refused.
struct Refusal: CustomTestStringConvertible, Sendable {
    let story: String
    var prepare: [RoomOperation] = []
    var actor: UserID?
    let operation: RoomOperation
    let reason: RejectionReason

    init(
        _ story: String, after prepare: [RoomOperation] = [], as actor: UserID? = nil,
        _ operation: RoomOperation, _ reason: RejectionReason
    ) {
        self.story = story
        self.prepare = prepare
        self.actor = actor
        self.operation = operation
        self.reason = reason
    }

    var testDescription: String { self.story }
}

@Suite struct RejectionTests {
    // Each case prepares the show, sends one operation that must fail behind one that would
    // succeed, and expects the reason, the index of the failed one, and an unchanged room.
    @Test(
        arguments: Self.lifecycle + Self.settings + Self.stage + Self.seats + Self.invites
            + Self.requests + Self.products)
    func refusesWithReasonAndChangesNothing(_ refusal: Refusal) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        for operation in refusal.prepare {
            try world.change(operation, in: id)
        }
        let before = try world.room(id)
        let digest = world.machine.digest

        let rejection = try world.run(refusal.operation, in: id, as: refusal.actor).rejection
        #expect(rejection.reason == refusal.reason)
        #expect(rejection.opIndex == 0)
        #expect(rejection.effect == .notApplied)
        #expect(!rejection.message.contains("not told"), "\(rejection.message)")
        #expect(!rejection.message.contains("refused:"), "\(rejection.message)")
        #expect(try world.room(id) == before)
        #expect(world.machine.digest != digest, "a rejection is part of the digest")

        guard before.head.state != .ended, refusal.actor == nil else { return }
        var update = RoomOperation.UpdateInfo()
        update.title = "never seen"
        let behind = try world.run(.updateInfo(update), refusal.operation, in: id).rejection
        #expect(behind.reason == refusal.reason)
        #expect(behind.opIndex == 1)
        #expect(try world.room(id) == before)
    }

    static let lifecycle: [Refusal] = [
        Refusal("start a live room", .start(.fail), .alreadyStarted),
        Refusal("start a paused room", after: [.pause], .start(.fail), .alreadyStarted),
        Refusal("start an ended room", after: [.end], .start(.fail), .roomEnded),
        Refusal("start as a co-host", as: "carl", .start(.fail), .actorNotAllowed),
        Refusal("pause as a stranger", as: "stan", .pause, .actorNotAllowed),
        Refusal("pause an ended room", after: [.end], .pause, .roomEnded),
        Refusal("resume a live room", .resume, .notPaused),
        Refusal("resume as a co-host", after: [.pause], as: "carl", .resume, .actorNotAllowed),
        Refusal("end as a co-host", as: "carl", .end, .actorNotAllowed),
        Refusal(
            "end an ended room as a stranger", after: [.end], as: "stan", .end, .actorNotAllowed),
        Refusal("update as a co-host", as: "carl", .updateInfo(.init()), .actorNotAllowed),
        Refusal("update an ended room", after: [.end], .updateInfo(.init()), .roomEnded),
        Refusal(
            "transfer as the co-host", as: "carl", .transferHost(.init(userID: "carl")),
            .actorNotAllowed),
        Refusal(
            "transfer to a user without a seat", as: "hana", .transferHost(.init(userID: "stan")),
            .targetNotSeated),
        Refusal(
            "transfer to a seated guest",
            after: [.seatUser(.init(userID: "gina", role: .guest))], as: "olga",
            .transferHost(.init(userID: "gina")), .targetNotSeated),
        Refusal(
            "transfer an ended room", after: [.end], .transferHost(.init(userID: "stan")),
            .roomEnded),
    ]

    static let stage: [Refusal] = [
        Refusal(
            "seat as the host", as: "hana", .seatUser(.init(userID: "stan")), .actorNotAllowed),
        Refusal("seat who sits", .seatUser(.init(userID: "carl")), .alreadySeated),
        Refusal("seat the host", .seatUser(.init(userID: "hana")), .alreadySeated),
        Refusal("seat on seat 0", .seatUser(.init(userID: "stan", seatIndex: 0)), .hostSeat),
        Refusal(
            "seat on a taken seat", .seatUser(.init(userID: "stan", seatIndex: 1)), .seatOccupied),
        Refusal(
            "seat beyond the last seat", .seatUser(.init(userID: "stan", seatIndex: 3)),
            .invalidField),
        Refusal(
            "seat when all are taken", after: [.seatUser(.init(userID: "gina"))],
            .seatUser(.init(userID: "stan")), .seatsFull),
        Refusal(
            "seat in an ended room", after: [.end], .seatUser(.init(userID: "stan")), .roomEnded),
        Refusal(
            "invite as a stranger", as: "stan", .invite(.init(userID: "ida")), .actorNotAllowed),
        Refusal("invite as the owner", as: "olga", .invite(.init(userID: "ida")), .actorNotAllowed),
        Refusal("invite who sits", .invite(.init(userID: "carl")), .alreadySeated),
        Refusal(
            "invite twice", after: [.invite(.init(userID: "ida"))],
            .invite(.init(userID: "ida")), .alreadyInvited),
        Refusal("invite to seat 0", .invite(.init(userID: "ida", seatIndex: 0)), .hostSeat),
        Refusal(
            "invite to a taken seat", .invite(.init(userID: "ida", seatIndex: 1)), .seatOccupied),
        Refusal(
            "invite beyond the last seat", .invite(.init(userID: "ida", seatIndex: 9)),
            .invalidField),
        Refusal("accept without an invitation", .acceptInvite("ida"), .inviteNotFound),
        Refusal(
            "accept for somebody else", after: [.invite(.init(userID: "ida"))], as: "hana",
            .acceptInvite("ida"), .actorNotAllowed),
        Refusal(
            "accept when all seats are taken",
            after: [.invite(.init(userID: "ida")), .seatUser(.init(userID: "gina"))],
            .acceptInvite("ida"), .seatsFull),
        Refusal(
            "accept a seat that was taken since",
            after: [
                .invite(.init(userID: "ida", seatIndex: 2)),
                .seatUser(.init(userID: "gina", seatIndex: 2)),
            ], .acceptInvite("ida"), .seatOccupied),
        Refusal("decline without an invitation", .declineInvite("ida"), .inviteNotFound),
        Refusal(
            "decline for somebody else", after: [.invite(.init(userID: "ida"))], as: "carl",
            .declineInvite("ida"), .actorNotAllowed),
        Refusal("remove who does not sit", .removeFromSeat("stan"), .notSeated),
        Refusal("remove the host", .removeFromSeat("hana"), .hostSeat),
        Refusal("remove as a stranger", as: "stan", .removeFromSeat("carl"), .actorNotAllowed),
        Refusal("leave without a seat", .leaveSeat("stan"), .notSeated),
        Refusal("leave as the host", as: "hana", .leaveSeat("hana"), .hostSeat),
        Refusal("leave for somebody else", as: "hana", .leaveSeat("carl"), .actorNotAllowed),
    ]

    // Whoever has nothing to do with a room can do nothing to it, whatever the operation.
    @Test(arguments: CodingTests.fullCommand.operations)
    func strangerMayDoNothing(_ operation: RoomOperation) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let rejection = try world.run(operation, in: id, as: "stan").rejection
        #expect(rejection.reason == .actorNotAllowed)
        #expect(rejection.detail("actor") == "stan")
    }

    // An ended room and a suspended one admit nothing but the end.
    @Test(arguments: CodingTests.fullCommand.operations)
    func endedAndSuspendedRoomsAdmitOnlyTheEnd(_ operation: RoomOperation) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.suspend(id)
        let suspended = try world.room(id)
        if operation != .end {
            #expect(try world.run(operation, in: id).reason == .roomSuspended)
            #expect(try world.room(id) == suspended)
        }
        try world.change(.end, in: id)
        let outcome = try world.run(operation, in: id)
        if operation == .end {
            #expect(try outcome.receipt.changed == false)
        } else {
            #expect(outcome.reason == .roomEnded)
        }
    }

    static let products: [Refusal] = [
        Refusal(
            "add as the owner", as: "olga", .addProducts(.init(products: [.init(id: "p4")])),
            .actorNotAllowed),
        Refusal(
            "add what is there", .addProducts(.init(products: [.init(id: "p1")])), .productExists),
        Refusal(
            "add one twice", .addProducts(.init(products: [.init(id: "p4"), .init(id: "p4")])),
            .productExists),
        Refusal(
            "add more than the bag holds",
            .addProducts(.init(products: [.init(id: "p4"), .init(id: "p5")])), .bagFull),
        Refusal(
            "add behind the end", .addProducts(.init(products: [.init(id: "p4")], position: 5)),
            .invalidField),
        Refusal(
            "add to an ended room", after: [.end],
            .addProducts(.init(products: [.init(id: "p4")])), .roomEnded),
        Refusal("remove what is not there", .removeProducts(["p1", "p7"]), .productNotFound),
        Refusal("remove as a stranger", as: "stan", .removeProducts(["p1"]), .actorNotAllowed),
        Refusal(
            "move what is not there", .moveProduct(.init(productID: "p7", position: 0)),
            .productNotFound),
        Refusal(
            "move behind the end", .moveProduct(.init(productID: "p1", position: 4)),
            .invalidField),
        Refusal("order without one", .reorderProducts(["p9", "p1", "p2"]), .notAPermutation),
        Refusal(
            "order with one twice", .reorderProducts(["p9", "p1", "p2", "p2"]), .notAPermutation),
        Refusal(
            "order with a stranger", .reorderProducts(["p9", "p1", "p2", "p3", "p4"]),
            .notAPermutation),
        Refusal("order nothing", .reorderProducts([]), .notAPermutation),
        Refusal(
            "order as the owner", as: "olga", .reorderProducts(["p9", "p1", "p2", "p3"]),
            .actorNotAllowed),
        Refusal(
            "pin what came along hidden",
            .pinProduct(.init(productID: "p4", product: .init(id: "p4", listing: .hidden))),
            .productHidden),
        Refusal(
            "pin what is hidden over the last pin", after: [.pinProduct(.init(productID: "p2"))],
            .pinProduct(.init(productID: "p9", onFull: .evictLast)), .productHidden),
        Refusal(
            "show a new product when the bag is full",
            after: [.addProducts(.init(products: [.init(id: "p4")]))],
            .setSpotlight(.init(productID: "p5", product: .init(id: "p5"))), .bagFull),
        Refusal(
            "pin as the owner", as: "olga", .pinProduct(.init(productID: "p2")), .actorNotAllowed),
        Refusal("pin what is not there", .pinProduct(.init(productID: "p7")), .productNotFound),
        Refusal("pin what is hidden", .pinProduct(.init(productID: "p9")), .productHidden),
        Refusal(
            "pin behind the end", .pinProduct(.init(productID: "p2", position: 2)), .invalidField),
        Refusal(
            "pin when full", after: [.pinProduct(.init(productID: "p2"))],
            .pinProduct(.init(productID: "p3")), .pinnedFull),
        Refusal(
            "pin a new product when the bag is full",
            after: [.addProducts(.init(products: [.init(id: "p4")]))],
            .pinProduct(.init(productID: "p5", product: .init(id: "p5"))), .bagFull),
        Refusal("unpin as a stranger", as: "stan", .unpinProduct("p1"), .actorNotAllowed),
        Refusal(
            "show as a stranger", as: "stan", .setSpotlight(.init(productID: "p1")),
            .actorNotAllowed),
        Refusal("show what is not there", .setSpotlight(.init(productID: "p7")), .productNotFound),
        Refusal("show what is hidden", .setSpotlight(.init(productID: "p9")), .productHidden),
        Refusal(
            "show and pin when full", after: [.pinProduct(.init(productID: "p2"))],
            .setSpotlight(.init(productID: "p3", pin: true)), .pinnedFull),
        Refusal("clear as the owner", as: "olga", .clearSpotlight, .actorNotAllowed),
        Refusal("clear in an ended room", after: [.end], .clearSpotlight, .roomEnded),
    ]

    // Before the start there are no seats and no spotlight, but the bag and the invitations of
    // the host can be prepared.
    @Test func scheduledRoomHasNoSeatsAndNoSpotlight() throws {
        var world = try RoomWorld()
        let id = try world.create(.init(ownerID: "olga", info: RoomInfo(title: "Soon")))
        try world.change(.invite(.init(userID: "ida")), in: id, as: "olga")
        try world.change(
            .pinProduct(.init(productID: "p1", product: .init(id: "p1"))), in: id, as: "olga")
        let refused: [RoomOperation] = [
            .pause, .seatUser(.init(userID: "carl")), .acceptInvite("ida"),
            .requestSeat(.init(userID: "rita")), .hostLost("olga"),
            .setSpotlight(.init(productID: "p1")),
        ]
        for operation in refused {
            let rejection = try world.run(operation, in: id).rejection
            #expect(rejection.reason == .roomNotLive, "\(operation.name)")
            #expect(rejection.detail("state") == "SCHEDULED")
        }
        #expect(try world.run(.resume, in: id).reason == .notPaused)
        #expect(
            try world.run(.moveSeat(.init(userID: "olga", seatIndex: 1)), in: id).reason
                == .notSeated)
        try world.change(.lockSeat(3), in: id)
        #expect(try world.run(.invite(.init(userID: "olga")), in: id).reason == .alreadySeated)
        #expect(try world.room(id).stage.invites.count == 1)
    }

    @Test func unknownRoomIsNotFound() throws {
        var world = try RoomWorld()
        let rejection = try world.run(.pause, in: "404").rejection
        #expect(rejection.reason == .roomNotFound)
        #expect(rejection.detail("room_id") == "404")
        #expect(rejection.opIndex == nil)
    }

    @Test func thirtyThirdInvitationIsRefused() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        for number in 0..<Limits.invites {
            let user = try #require(UserID("user\(number)"))
            try world.change(.invite(.init(userID: user)), in: id)
        }
        let rejection = try world.run(.invite(.init(userID: "late")), in: id).rejection
        #expect(rejection.reason == .invitesFull)
        #expect(rejection.detail("limit") == "32")
    }

    // A room that is full to the last bytes takes no more text, by whatever operation it comes.
    @Test func fullRoomTakesNoMoreText() throws {
        var world = try RoomWorld()
        let id = try world.makeFullRoom()
        let new = NewProduct(id: "more", title: String(repeating: "t", count: 256))
        var longer = RoomOperation.UpdateInfo()
        longer.description = String(repeating: "d", count: 2048)
        let refused: [RoomOperation] = [
            .updateInfo(longer), .addProducts(.init(products: [new])),
            .pinProduct(.init(productID: "more", product: new)),
            .setSpotlight(.init(productID: "more", product: new)),
            .requestSeat(.init(userID: "rita", note: String(repeating: "n", count: 140))),
        ]
        for operation in refused {
            #expect(try world.run(operation, in: id).reason == .roomTooLarge, "\(operation.name)")
        }
        // What takes nothing from the shared place always has its own.
        try world.change(.requestSeat(.init(userID: "rita")), in: id)
        try world.change(.invite(.init(userID: "ida")), .lockSeat(3), in: id)
        try world.change(.end, in: id)
    }

    // 256 KiB bound what a reader gets; the batch that would exceed it changes nothing.
    @Test func bagThatGrowsBeyondTheRoomsSizeIsRefused() throws {
        var world = try RoomWorld()
        var settings = RoomSettings()
        settings.maxProducts = 500
        let id = try world.create(
            .init(ownerID: "olga", info: RoomInfo(title: "Bulk"), settings: settings))
        var added = 0
        var rejection: RoomRejection?
        while rejection == nil, added < 500 {
            let products = (added..<added + 50).compactMap { number in
                ProductID("p\(number)").map {
                    NewProduct(
                        id: $0, title: String(repeating: "t", count: 256),
                        imageURI: String(repeating: "u", count: 512))
                }
            }
            let outcome = try world.run(.addProducts(.init(products: products)), in: id)
            if case .rejected(let refused) = outcome.result {
                rejection = refused
            } else {
                added += 50
            }
        }
        #expect(rejection?.reason == .roomTooLarge)
        #expect(added == 200)
        #expect(try world.room(id).products.bag.count == added)
    }
}
