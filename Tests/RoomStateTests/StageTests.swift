import RoomState
import Testing

@Suite struct StageTests {
    @Test func acceptedInvitationSeatsTheUser() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let invited = try world.change(
            .invite(.init(userID: "ida", role: .guest, seatIndex: 2)), in: id, as: "carl")
        let invite = try #require(try world.room(id).stage.invites.first)
        #expect(invited.mintedIDs == [invite.id])
        #expect(invite.invitedBy == "carl")
        #expect(invite.expiresAt.milliseconds == world.time.milliseconds + 30_000)
        world.pass(milliseconds: 29_999)
        let accepted = try world.change(.acceptInvite("ida"), in: id, as: "ida")
        let room = try world.room(id)
        #expect(room.stage.invites == [])
        #expect(room.stage.seats[2].occupant?.userID == "ida")
        #expect(room.stage.seats[2].occupant?.role == .guest)
        #expect(room.head.revisions.stage == accepted.revision)
        #expect(try world.run(.acceptInvite("ida"), in: id).reason == .inviteNotFound)
    }

    // At its deadline to the millisecond an invitation is over. The command that finds it so
    // removes it as a change of its own, though the command itself is refused.
    @Test func invitationEndsAtItsDeadline() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "ida")), in: id)
        let revision = try world.room(id).revision
        world.pass(milliseconds: 30_000)
        let rejection = try world.run(.acceptInvite("ida"), in: id, as: "ida").rejection
        #expect(rejection.reason == .inviteExpired)
        let change = try #require(world.machine.changes.first)
        #expect(change.cause == .expiry)
        #expect(change.actor == nil)
        #expect(change.revision == revision + 1)
        #expect(change.events.map(\.name) == ["invite.expired"])
        #expect(try world.room(id).stage.invites == [])
        #expect(try world.run(.acceptInvite("ida"), in: id).reason == .inviteNotFound)
        #expect(try world.room(id).revision == revision + 1)
    }

    // A successful command on a room with an expired invitation makes two revisions, the
    // expiry's first; a precondition sees the room after it.
    @Test func expiryComesBeforeTheCommand() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "ida")), in: id)
        let revision = try world.room(id).revision
        world.pass(milliseconds: 60_000)
        var command = RoomCommand(caller: "test", target: .room(id), operations: [.pause])
        command.preconditions.revision = revision + 1
        #expect(try world.apply(command).receipt.revision == revision + 2)
        #expect(world.machine.changes.map(\.cause) == [.expiry, .command])
    }

    @Test func declinedInvitationMakesRoomForAnother() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "ida")), in: id)
        try world.change(.declineInvite("ida"), in: id, as: "ida")
        try world.change(.invite(.init(userID: "ida")), in: id)
        try world.change(.seatUser(.init(userID: "ida")), in: id)
        #expect(try world.room(id).stage.invites == [], "the seat supersedes the invitation")
    }

    @Test func coHostsLeaveAndAreRemoved() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.seatUser(.init(userID: "gina", role: .guest)), in: id)
        try world.change(.removeFromSeat("gina"), in: id, as: "carl")
        try world.change(.leaveSeat("carl"), in: id, as: "carl")
        #expect(try world.room(id).stage.seats.map { $0.occupant?.userID } == ["hana", nil, nil])
        let rejection = try world.run(.unpinProduct("p1"), in: id, as: "carl").rejection
        #expect(rejection.reason == .actorNotAllowed, "off the seat, off the powers")
        #expect(rejection.detail("allowed") == "host, co-host, service")
    }

    // A cancelled invitation is gone, and the user may be invited again.
    @Test func cancelledInvitationIsGone() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "ida")), in: id)
        try world.change(.cancelInvite("ida"), in: id, as: "carl")
        #expect(world.machine.changes.last?.events.map(\.name) == ["invite.cancelled"])
        #expect(try world.run(.acceptInvite("ida"), in: id).reason == .inviteNotFound)
        try world.change(.invite(.init(userID: "ida")), in: id)
        world.pass(milliseconds: 30_000)
        #expect(try world.run(.cancelInvite("ida"), in: id).reason == .inviteExpired)
    }

    // Whoever is moved keeps role and time; the old seat is free.
    @Test func movedUserKeepsRoleAndTime() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let carl = try #require(try world.room(id).stage.seats[1].occupant)
        world.pass(milliseconds: 500)
        let same = RoomOperation.moveSeat(.init(userID: "carl", seatIndex: 1))
        #expect(try world.run(same, in: id).receipt.changed == false)
        try world.change(.moveSeat(.init(userID: "carl", seatIndex: 2)), in: id, as: "carl")
        let stage = try world.room(id).stage
        #expect(stage.seats[1].occupant == nil)
        #expect(stage.seats[2].occupant == carl)
        #expect(
            world.machine.changes.last?.events == [.seatMoved("carl", from: 1, to: 2)])
    }

    // A locked seat stays empty until it is unlocked; the lowest free seat is another then.
    @Test func lockedSeatStaysEmpty() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.moveSeat(.init(userID: "carl", seatIndex: 2)), in: id)
        try world.change(.lockSeat(1), in: id, as: "hana")
        #expect(try world.run(.lockSeat(1), in: id).receipt.changed == false)
        #expect(try world.run(.seatUser(.init(userID: "gina")), in: id).reason == .seatsFull)
        try world.change(.unlockSeat(1), in: id, as: "carl")
        #expect(try world.run(.unlockSeat(1), in: id).receipt.changed == false)
        try world.change(.seatUser(.init(userID: "gina")), in: id)
        #expect(try world.room(id).stage.seats[1].occupant?.userID == "gina")
    }

    // A guest becomes a co-host and may pin; the co-host becomes a guest and may not.
    @Test func roleGivesAndTakesPowers() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.seatUser(.init(userID: "gina", role: .guest)), in: id)
        #expect(try world.run(.unpinProduct("p1"), in: id, as: "gina").reason == .actorNotAllowed)
        try world.change(.setRole(.init(userID: "gina", role: .coHost)), in: id, as: "carl")
        #expect(
            world.machine.changes.last?.events == [.roleChanged(index: 2, "gina", .coHost)])
        let same = RoomOperation.setRole(.init(userID: "gina", role: .coHost))
        #expect(try world.run(same, in: id).receipt.changed == false)
        try world.change(.unpinProduct("p1"), in: id, as: "gina")
        try world.change(.setRole(.init(userID: "carl", role: .guest)), in: id, as: "gina")
        #expect(try world.run(.pause, in: id, as: "carl").reason == .actorNotAllowed)
        #expect(
            try world.run(.unpinProduct("p1"), in: id, as: "carl").reason == .actorNotAllowed)
    }
}
