import RoomState
import Testing

@Suite struct HostTests {
    // The host hands over to the co-host: they change seats, and the index follows.
    @Test func transferToCoHostSwapsTheSeats() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        world.pass(milliseconds: 10)
        let receipt = try world.change(.transferHost(.init(userID: "carl")), in: id, as: "hana")
        let room = try world.room(id)
        #expect(room.head.hostID == "carl")
        let seats = room.stage.seats.map { $0.occupant?.userID }
        #expect(seats == ["carl", "hana", nil])
        #expect(room.stage.seats[1].occupant?.role == .coHost)
        #expect(room.stage.seats[0].occupant?.joinedRevision == receipt.revision)
        world.flush()
        #expect(try RoomRecords.room(hostedBy: "hana", in: world.store) == nil)
        #expect(try RoomRecords.room(hostedBy: "carl", in: world.store) == id)
        #expect(
            try world.run(.transferHost(.init(userID: "carl")), in: id).receipt.changed == false)
    }

    // A service names a user who has no seat: the old host moves to a free seat. With no seat
    // free, the old host leaves the stage.
    @Test func serviceTransfersToAnyUser() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "stan")), in: id)
        try world.change(.transferHost(.init(userID: "stan")), in: id)
        var room = try world.room(id)
        #expect(room.stage.seats.map { $0.occupant?.userID } == ["stan", "carl", "hana"])
        #expect(room.stage.invites == [], "the invitation of the new host is superseded")
        try world.change(.transferHost(.init(userID: "tina")), in: id)
        room = try world.room(id)
        #expect(room.stage.seats.map { $0.occupant?.userID } == ["tina", "carl", "hana"])
    }

    @Test func transferBeforeTheStartChangesTheNameOnly() throws {
        var world = try RoomWorld()
        let id = try world.create(.init(ownerID: "olga", info: RoomInfo(title: "Soon")))
        try world.change(.transferHost(.init(userID: "hana")), in: id)
        #expect(try world.room(id).head.hostID == "hana")
        #expect(try world.room(id).stage == Stage(guestSeats: 8))
        try world.change(.start(.fail), in: id, as: "hana")
        #expect(try world.room(id).stage.seats[0].occupant?.userID == "hana")
    }

    // One live room per host: the second start names the first room, or ends it when asked to.
    @Test func hostHasOneLiveRoom() throws {
        var world = try RoomWorld()
        let first = try world.makeShow()
        let second = try world.create(
            .init(ownerID: "otto", hostID: "hana", info: RoomInfo(title: "Second")))
        let rejection = try world.run(.start(.fail), in: second).rejection
        #expect(rejection.reason == .hostAlreadyLive)
        #expect(rejection.detail("room_id") == first.rawValue)
        #expect(try world.room(first).head.state == .live)

        let revision = try world.room(first).revision
        try world.change(.start(.endOther), in: second, as: "hana")
        #expect(world.machine.changes.map(\.roomID) == [first, second])
        let ended = try world.room(first)
        #expect(ended.head.state == .ended)
        #expect(ended.head.stateReason == .hostMoved)
        #expect(ended.revision == revision + 1)
        world.flush()
        #expect(try RoomRecords.room(hostedBy: "hana", in: world.store) == second)
    }

    // Only what is live counts: an ended room frees its host.
    @Test func endedRoomFreesItsHost() throws {
        var world = try RoomWorld()
        let first = try world.makeShow()
        try world.change(.pause, in: first)
        let create = RoomOperation.Create(
            ownerID: "hana", info: RoomInfo(title: "Second"), start: true)
        let command = RoomCommand(
            caller: "test", target: .newRoom, operations: [.create(create)])
        #expect(try world.apply(command).reason == .hostAlreadyLive)
        try world.change(.end, in: first)
        #expect(try world.apply(command).receipt.changed)
    }

    // A transfer takes the new host out of their own live room; when a later step of the batch
    // fails, that room lives on, but its invitation that ran out stays gone.
    @Test func failedBatchDoesNotEndTheOtherRoom() throws {
        var world = try RoomWorld()
        let show = try world.makeShow()
        let other = try world.create(
            .init(ownerID: "carl", info: RoomInfo(title: "Carl's"), start: true))
        try world.change(.invite(.init(userID: "ida")), in: other)
        world.pass(milliseconds: 30_000)
        let transfer = RoomOperation.transferHost(.init(userID: "carl", onConflict: .endOther))
        let rejection = try world.run(transfer, .removeProducts(["p7"]), in: show).rejection
        #expect(rejection.reason == .productNotFound)
        #expect(try world.room(other).head.state == .live)
        #expect(try world.room(other).revision == 3)
        #expect(try world.room(other).stage.invites == [])
        #expect(try world.room(show).head.hostID == "hana")
        try world.change(transfer, in: show)
        #expect(try world.room(other).head.stateReason == .hostMoved)
    }

    // Back and forth within one batch is one revision and leaves the index as it was.
    @Test func transferBackAndForthKeepsTheIndex() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(
            .transferHost(.init(userID: "carl")), .transferHost(.init(userID: "hana")), in: id)
        world.flush()
        #expect(try RoomRecords.room(hostedBy: "hana", in: world.store) == id)
        #expect(try RoomRecords.room(hostedBy: "carl", in: world.store) == nil)
    }
}
