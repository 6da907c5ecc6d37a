import RoomState
import Testing

/// Presences that end, and what becomes of their rooms.
@Suite struct HostLossTests {
    @Test func aPresenceBeginsWithEachStretchOnAirAndWithEachHost() throws {
        var world = try RoomWorld()
        let id = try Self.makeRoom(&world)
        var presences = [try Self.presence(world, id)]
        try world.change(.pause, in: id)
        #expect(try world.room(id).presence == nil)
        #expect(world.machine.presenceChanges == [.ended(id)])
        try world.change(.resume, in: id)
        presences.append(try Self.presence(world, id))
        try world.change(.transferHost(.init(userID: "carl")), in: id)
        presences.append(try Self.presence(world, id))
        #expect(Set(presences.map(\.id)).count == 3)
        #expect(presences.map(\.hostID) == ["hana", "hana", "carl"])
        #expect(world.machine.presenceChanges == [.updated(presences[2])])
        world.flush()
        #expect(try PresenceRecords.all(in: world.store) == [presences[2]])
    }

    @Test func onlyRoomsWithHeartbeatsHaveAPresenceToKeepUp() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        #expect(try world.room(id).presence == nil)
        #expect(HeartbeatRefusal(of: "hana", in: try world.room(id)) == .notByHeartbeat)
        world.flush()
        #expect(try PresenceRecords.all(in: world.store).isEmpty)
    }

    @Test func aLostHostPausesTheRoomAndTheGraceEndsIt() throws {
        var world = try RoomWorld()
        let id = try Self.makeRoom(&world)
        try world.change(.seatUser(.init(userID: "carl")), in: id)
        try world.expire(Self.expiry(world, id))
        var room = try world.room(id)
        #expect(world.machine.changes.map(\.cause) == [.presence])
        #expect(room.head.state == .paused)
        #expect(room.head.stateReason == .hostLost)
        #expect(room.head.autoEndAt == world.time.advanced(bySeconds: 60))
        #expect(room.stage.seats[1].occupant?.userID == "carl")
        world.pass(milliseconds: 59_999)
        try world.tick()
        #expect(world.machine.changes.isEmpty)
        world.pass(milliseconds: 1)
        try world.tick()
        room = try world.room(id)
        #expect(room.head.state == .ended)
        #expect(room.head.stateReason == .hostTimeout)
        #expect(room.deadlines.map(\.kind) == [.purge])
    }

    @Test func resumingCancelsTheEnd() throws {
        var world = try RoomWorld()
        let id = try Self.makeRoom(&world)
        try world.expire(Self.expiry(world, id))
        try world.change(.resume, in: id, as: "hana")
        #expect(try world.room(id).head.autoEndAt == nil)
        #expect(try world.machine.nextDueTime() == nil)
    }

    @Test func aDecisionAboutAnEarlierPresenceIsVoid() throws {
        var world = try RoomWorld()
        let id = try Self.makeRoom(&world)
        let old = try Self.expiry(world, id)
        try world.change(.pause, .resume, in: id)
        let digest = world.machine.digest
        try world.expire(old)
        #expect(world.machine.changes.isEmpty)
        #expect(try world.room(id).head.state == .live)
        #expect(world.machine.digest != digest, "the entry itself is in the digest")
        try world.expire(PresenceExpiry(roomID: "404", presenceID: old.presenceID))
        #expect(world.machine.changes.isEmpty)
    }

    @Test func endNowEndsTheRoomAtOnce() throws {
        var world = try RoomWorld()
        let id = try Self.makeRoom(&world) { $0.hostLossPolicy = .endNow }
        try world.expire(Self.expiry(world, id))
        #expect(try world.room(id).head.state == .ended)
        #expect(try world.room(id).head.stateReason == .hostLost)
    }

    @Test func theFloorOfANewTermKeepsRoomsFromEnding() throws {
        // The grace ran out while there was no leader, so nobody could come back.
        var world = try RoomWorld()
        let id = try Self.makeRoom(&world)
        try world.expire(Self.expiry(world, id))
        world.pass(milliseconds: 100_000)
        world.beginTerm()
        let floor = world.time.advanced(bySeconds: Limits.livenessGraceSeconds)
        #expect(try world.machine.nextDueTime() == floor)
        try world.tick()
        #expect(world.machine.changes.isEmpty)
        // Also after a restart, and for commands.
        try world.reopen()
        #expect(try world.machine.nextDueTime() == floor)
        world.time = GroupTime(milliseconds: floor.milliseconds - 1)
        try world.change(.seatUser(.init(userID: "carl")), in: id)
        world.time = floor
        try world.tick()
        #expect(try world.room(id).head.state == .ended)
    }

    @Test func theFloorHoldsForNothingElse() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "gina")), in: id, as: "hana")
        world.pass(milliseconds: 30_000)
        world.beginTerm()
        try world.tick()
        #expect(world.machine.changes.count == 1)
    }

    @Test func aRoomThatEndsByItselfFreesItsHostForTheNextCommand() throws {
        var world = try RoomWorld()
        let id = try Self.makeRoom(&world)
        try world.expire(Self.expiry(world, id))
        let next = try world.create(
            .init(ownerID: "olga", hostID: "hana", info: RoomInfo(title: "next")))
        #expect(try world.run(.start(.fail), in: next).reason == .hostAlreadyLive)
        world.pass(milliseconds: 60_000)
        try world.change(.start(.fail), in: next)
        #expect(world.machine.changes.map(\.roomID) == [id, next])
        #expect(world.machine.changes.map(\.cause) == [.expiry, .command])
    }

    @Test func aRefusalNamesWhatSpeaksAgainstAHeartbeat() throws {
        var world = try RoomWorld()
        let id = try Self.makeRoom(&world)
        #expect(HeartbeatRefusal(of: "hana", in: nil) == .roomNotFound)
        #expect(HeartbeatRefusal(of: "hana", in: try world.room(id)) == nil)
        #expect(HeartbeatRefusal(of: "carl", in: try world.room(id)) == .notHost)
        try world.change(.pause, in: id)
        #expect(HeartbeatRefusal(of: "hana", in: try world.room(id)) == .roomNotLive(.paused))
        try world.change(.end, in: id)
        #expect(HeartbeatRefusal(of: "hana", in: try world.room(id)) == .roomEnded)
    }

    // MARK: - Building

    static func makeRoom(
        _ world: inout RoomWorld, _ change: (inout RoomSettings) -> Void = { _ in }
    ) throws -> RoomID {
        var settings = RoomSettings()
        settings.presenceMode = .heartbeat
        settings.pauseGraceSeconds = 60
        change(&settings)
        return try world.create(
            RoomOperation.Create(
                ownerID: "olga", hostID: "hana", info: RoomInfo(title: "by heartbeat"),
                settings: settings, start: true))
    }

    static func presence(_ world: RoomWorld, _ id: RoomID) throws -> HostPresence {
        var world = world
        return try #require(try world.room(id).presence)
    }

    static func expiry(_ world: RoomWorld, _ id: RoomID) throws -> PresenceExpiry {
        PresenceExpiry(roomID: id, presenceID: try Self.presence(world, id).id)
    }
}
