import RoomState
import Testing

@Suite struct SettingsTests {
    private static func settings(
        _ change: (inout RoomOperation.UpdateSettings) -> Void
    ) -> RoomOperation {
        var update = RoomOperation.UpdateSettings()
        change(&update)
        return .updateSettings(update)
    }

    // Settings are of the info section; the stage is revised only when its seats are.
    @Test func settingsReplaceOnlyWhatIsNamed() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let before = try world.room(id)
        let receipt = try world.change(
            Self.settings {
                $0.maxPinned = 20
                $0.pauseGraceSeconds = 0
                $0.successorIDs = ["carl"]
            }, in: id, as: "olga")
        var room = try world.room(id)
        var expected = before.settings
        expected.maxPinned = 20
        expected.pauseGraceSeconds = 0
        expected.successorIDs = ["carl"]
        #expect(room.settings == expected)
        #expect(room.head.revisions.info == receipt.revision)
        #expect(room.head.revisions.stage == before.head.revisions.stage)
        #expect(world.machine.changes.last?.events == [.settingsUpdated(expected)])
        let same = Self.settings { $0.maxPinned = 20 }
        #expect(try world.run(same, in: id).receipt.changed == false)
        #expect(try world.run(.updateSettings(.init()), in: id).receipt.changed == false)

        let more = try world.change(Self.settings { $0.guestSeats = 32 }, in: id, as: "hana")
        room = try world.room(id)
        #expect(room.stage.seats.count == 33)
        #expect(room.head.revisions.stage == more.revision)
        #expect(room.stage.seats[1].occupant?.userID == "carl")
        try world.change(Self.settings { $0.guestSeats = 1 }, in: id)
        #expect(try world.room(id).stage.seats.count == 2)
        try world.reopen()
        #expect(try world.room(id).settings.guestSeats == 1)
    }

    // A batch may make way for its own settings.
    @Test func batchFreesWhatItTakesAway() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let rejection = try world.run(Self.settings { $0.guestSeats = 0 }, in: id).rejection
        #expect(rejection.detail("seat_index") == "1")
        #expect(rejection.detail("user_id") == "carl")
        try world.change(
            .removeFromSeat("carl"), .removeProducts(["p1", "p2"]),
            Self.settings {
                $0.guestSeats = 0
                $0.maxProducts = 2
            }, in: id)
        #expect(try world.room(id).stage.seats.count == 1)
        #expect(try world.run(.seatUser(.init(userID: "gina")), in: id).reason == .seatsFull)
    }

    // A mode that takes no more requests closes those that wait, and makes way for a shorter queue.
    @Test(arguments: [RoomSettings.SeatMode.free, .inviteOnly])
    func leavingApplyClosesTheQueue(_ mode: RoomSettings.SeatMode) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.requestSeat(.init(userID: "rita")), in: id)
        try world.change(.requestSeat(.init(userID: "rosa")), in: id)
        try world.change(
            Self.settings {
                $0.seatMode = mode
                $0.requestQueueMax = 0
            }, in: id)
        #expect(
            world.machine.changes.last?.events.map(\.name)
                == ["request.closed", "request.closed", "settings.updated"])
        #expect(try world.room(id).stage.requests == [])
        try world.change(Self.settings { $0.seatMode = .apply }, in: id)
        #expect(try world.run(.requestSeat(.init(userID: "rita")), in: id).reason == .queueFull)
    }

    // An invitation keeps the time it was given.
    @Test func pendingInvitationKeepsItsDeadline() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "ida")), in: id)
        try world.change(Self.settings { $0.inviteTTLSeconds = 5 }, in: id)
        world.pass(milliseconds: 29_999)
        try world.change(.acceptInvite("ida"), in: id)
    }

    // A service says that the host is gone: the room waits for the host, or is over, as it was
    // set. Whoever is host by then is meant, and nobody else.
    @Test func lostHostPausesOrEndsTheRoom() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(Self.settings { $0.presenceMode = .external }, in: id)
        #expect(try world.run(.hostLost("carl"), in: id).receipt.changed == false)
        try world.change(.hostLost("hana"), in: id)
        var room = try world.room(id)
        #expect(room.head.state == .paused)
        #expect(room.head.stateReason == .hostLost)
        #expect(room.stage.seats[1].occupant?.userID == "carl")
        #expect(try world.run(.hostLost("hana"), in: id).receipt.changed == false)
        try world.change(.resume, in: id)
        try world.change(Self.settings { $0.hostLossPolicy = .endNow }, in: id)
        try world.change(.hostLost("hana"), in: id)
        room = try world.room(id)
        #expect(room.head.state == .ended)
        #expect(room.head.stateReason == .hostLost)
    }
}
