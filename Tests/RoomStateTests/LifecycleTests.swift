import RoomState
import Testing

@Suite struct LifecycleTests {
    // A room goes through its whole life; each step is one revision, and the times are those of
    // the steps.
    @Test func roomLivesFromCreationToEnd() throws {
        var world = try RoomWorld()
        let createdAt = world.time
        let id = try world.create(
            .init(ownerID: "olga", hostID: "hana", info: RoomInfo(title: "Show")))
        var room = try world.room(id)
        #expect(room.head.state == .scheduled)
        #expect(room.head.uid == RoomUID(group: 1, index: 1))
        #expect(room.revision == 1)
        #expect(room.head.createdAt == createdAt)
        #expect(room.stage.seats.count == 9)

        world.pass(milliseconds: 1000)
        try world.change(.start(.fail), in: id, as: "hana")
        room = try world.room(id)
        #expect(room.head.state == .live)
        #expect(room.head.startedAt == world.time)
        #expect(room.stage.seats[0].occupant?.userID == "hana")
        #expect(room.stage.seats[0].occupant?.joinedRevision == 2)

        try world.change(.pause, in: id, as: "olga")
        #expect(try world.run(.pause, in: id).receipt.changed == false)
        #expect(try world.room(id).head.state == .paused)
        try world.change(.resume, in: id, as: "hana")
        try world.change(.end, in: id, as: "olga")
        #expect(try world.run(.end, in: id).receipt.changed == false)
        room = try world.room(id)
        #expect(room.head.state == .ended)
        #expect(room.head.stateReason == .requested)
        #expect(room.head.endedAt == world.time)
        #expect(room.revision == 5)
    }

    // Whatever is on the stage and in the showcase goes with the end; the bag and the history of
    // spotlights stay.
    @Test func endingEmptiesTheStageAndClosesTheSegment() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.setSpotlight(.init(productID: "p2")), in: id, as: "hana")
        try world.change(.invite(.init(userID: "ida")), in: id, as: "hana")
        world.pass(milliseconds: 500)
        try world.change(.end, in: id)
        let room = try world.room(id)
        #expect(room.stage == Stage(guestSeats: 2))
        #expect(room.products.pinned == [])
        #expect(room.products.spotlight == nil)
        #expect(room.products.bag.count == 4)
        let segment = try #require(room.products.segments.last)
        #expect(segment.endReason == .roomEnded)
        #expect(segment.endedAt == world.time)
        #expect(room.head.revisions.stage == room.revision)
        #expect(room.head.revisions.products == room.revision)
        #expect(room.head.revisions.info == 1)
    }

    // A hidden field keeps its value, an equal one makes no revision, and bytes count, not what
    // Unicode holds for the same text.
    @Test func updateInfoReplacesOnlyWhatDiffers() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        var update = RoomOperation.UpdateInfo()
        update.title = "Caf\u{e9}"
        update.tags = ["new", "sale"]
        update.labels = Label.ordered(["shop": "7", "area": "north"])
        let receipt = try world.change(.updateInfo(update), in: id, as: "olga")
        var room = try world.room(id)
        #expect(room.info.labels.map(\.key) == ["area", "shop"])
        #expect(room.head.revisions.info == receipt.revision)
        #expect(try world.run(.updateInfo(update), in: id).receipt.changed == false)
        #expect(try world.run(.updateInfo(.init()), in: id).receipt.changed == false)

        update = RoomOperation.UpdateInfo()
        update.title = "Cafe\u{301}"
        try world.change(.updateInfo(update), in: id)
        room = try world.room(id)
        #expect(Array(room.info.title.utf8) == Array("Cafe\u{301}".utf8))
        #expect(room.info.tags == ["new", "sale"])
    }

    @Test func onlyOwnerAndServiceCreate() throws {
        var world = try RoomWorld()
        let create = RoomOperation.create(
            .init(ownerID: "olga", hostID: "hana", info: RoomInfo(title: "Show")))
        let command = RoomCommand(
            caller: "test", target: .newRoom, actor: "hana", operations: [create])
        #expect(try world.apply(command).reason == .actorNotAllowed)
        #expect(world.machine.roomCount == 0)
        var allowed = command
        allowed.actor = "olga"
        #expect(try world.apply(allowed).receipt.changed)
        #expect(world.machine.roomCount == 1)
    }

    // A batch that creates, fills and starts a room is one revision; when its last step fails
    // there is no room, and the id that was not used may be minted again.
    @Test func creationIsAllOrNothing() throws {
        var world = try RoomWorld()
        var command = RoomCommand(
            caller: "test", target: .newRoom,
            operations: [
                .create(.init(ownerID: "olga", info: RoomInfo(title: "Show"))),
                .addProducts(.init(products: [.init(id: "p1")])), .start(.fail),
                .pinProduct(.init(productID: "p2")),
            ])
        let rejection = try world.apply(command).rejection
        #expect(rejection.reason == .productNotFound)
        #expect(rejection.opIndex == 3)
        #expect(world.machine.roomCount == 0)
        command.operations[3] = .setSpotlight(.init(productID: "p1"))
        let receipt = try world.apply(command).receipt
        #expect(receipt.revision == 1)
        #expect(receipt.uid == RoomUID(group: 1, index: 2))
        #expect(receipt.mintedIDs == ["1-2-3"])
        let room = try world.room(receipt.roomID)
        #expect(room.products.spotlight?.segmentID == "1-2-3")
        #expect(room.head.revisions.moderation == 1)
        world.flush()
        #expect(try RoomRecords.roomCount(in: world.store) == 1)
        #expect(try RoomRecords.room(hostedBy: "olga", in: world.store) == receipt.roomID)
    }
}
