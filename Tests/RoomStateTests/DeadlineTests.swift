import MemoryState
import RoomState
import Testing

/// What happens to rooms by itself once group time has come to it.
@Suite struct DeadlineTests {
    @Test func anInvitationRunsOutByATickAndNotAMillisecondEarlier() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "gina")), in: id, as: "hana")
        let due = try #require(try world.machine.nextDueTime())
        world.time = GroupTime(milliseconds: due.milliseconds - 1)
        try world.tick()
        #expect(world.machine.changes.isEmpty)
        world.time = due
        try world.tick()
        let change = try #require(world.machine.changes.first)
        #expect(change.cause == .expiry)
        #expect(change.actor == nil)
        #expect(change.events.map(\.name) == ["invite.expired"])
        #expect(try world.machine.nextDueTime() == nil)
    }

    @Test func atItsDeadlineAnInvitationCanNoLongerBeAccepted() throws {
        // No tick has come yet; the command itself lets the invitation run out first.
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "gina")), in: id, as: "hana")
        world.time = try #require(try world.machine.nextDueTime())
        let outcome = try world.run(.acceptInvite("gina"), in: id, as: "gina")
        #expect(outcome.reason == .inviteExpired)
        #expect(world.machine.changes.map(\.cause) == [.expiry])
    }

    @Test func everythingDueOfOneRoomIsOneChange() throws {
        var world = try RoomWorld()
        let first = try world.makeShow()
        let second = try world.create(
            .init(ownerID: "otto", info: RoomInfo(title: "another"), start: true))
        try world.change(.invite(.init(userID: "gina")), in: first, as: "hana")
        world.pass(milliseconds: 5)
        try world.change(.invite(.init(userID: "gina")), in: second, as: "otto")
        world.pass(milliseconds: 5)
        try world.change(.invite(.init(userID: "gerd")), in: first, as: "hana")
        world.pass(milliseconds: 60_000)
        try world.tick()
        #expect(world.machine.changes.map(\.roomID) == [first, second])
        #expect(world.machine.changes.map(\.events.count) == [2, 1])
    }

    @Test func aTickTakesSoManyAndTheNextOneTheRest() throws {
        var world = try RoomWorld()
        for _ in 0...Limits.deadlinesPerTick {
            let id = try world.create(.init(ownerID: "olga", info: RoomInfo(title: "short")))
            try world.change(.end, in: id)
        }
        world.pass(milliseconds: Limits.purgeAfterSeconds * 1000)
        try world.tick()
        #expect(world.machine.changes.count == Limits.deadlinesPerTick)
        try world.tick()
        #expect(world.machine.changes.count == 1)
        try world.tick()
        #expect(world.machine.changes.isEmpty)
    }

    // The room ended a day ago. Whoever asks for it, the answer is that there is none, and nothing
    // of it is left in the database but the outcomes of requests.
    @Test(arguments: [true, false]) func anEndedRoomIsPurgedADayLater(byTick: Bool) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.setSpotlight(.init(productID: "p1")), in: id, as: "hana")
        world.flush()
        // Neither this removal nor this addition is stored before the purge.
        try world.change(
            .removeProducts(["p2"]), .addProducts(.init(products: [NewProduct(id: "p8")])), in: id,
            as: "hana")
        try world.change(.end, in: id)
        let revision = try world.room(id).revision
        world.pass(milliseconds: Limits.purgeAfterSeconds * 1000 - 1)
        try world.tick()
        #expect(world.machine.changes.isEmpty)
        world.pass(milliseconds: 1)
        if byTick {
            try world.tick()
        } else {
            #expect(try world.run(.start(.fail), in: id).reason == .roomNotFound)
        }
        let change = try #require(world.machine.changes.first)
        #expect(change.events == [.roomPurged])
        #expect(change.revision == revision + 1)
        #expect(world.machine.changedRooms == [nil])
        #expect(world.machine.roomCount == 0)
        #expect(try world.machine.room(id) == nil)
        world.flush()
        #expect(try world.machine.room(id) == nil)
        #expect(try world.run(.end, in: id).reason == .roomNotFound)
        let left = world.store.all.map(\.key).filter { ![3, 6].contains($0.first) }
        #expect(left.isEmpty, "\(left)")
    }

    @Test func deadlinesSurviveStoringAndRestarting() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "gina")), in: id, as: "hana")
        let due = try world.machine.nextDueTime()
        try world.reopen()
        #expect(try world.machine.nextDueTime() == due)
        try world.change(.declineInvite("gina"), in: id, as: "gina")
        #expect(try world.machine.nextDueTime() == nil)
        try world.reopen()
        #expect(try world.machine.nextDueTime() == nil)
        #expect(try StateAudit.findings(in: world.store) == [])
    }

    @Test func aLostDeadlineIsFoundByTheAudit() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "gina")), in: id, as: "hana")
        world.flush()
        let key = try #require(
            world.store.all.map(\.key).first { $0[0] == StateKey.Table.deadlines.rawValue })
        world.store.write([StateChange(key: key, value: nil)])
        #expect(try StateAudit.findings(in: world.store).count == 1)
    }
}
