import RoomState
import Testing

@Suite struct SeatRequestTests {
    private static func settings(
        _ change: (inout RoomOperation.UpdateSettings) -> Void
    ) -> RoomOperation {
        var update = RoomOperation.UpdateSettings()
        change(&update)
        return .updateSettings(update)
    }

    private static func events(_ world: RoomWorld) -> [String] {
        world.machine.changes.flatMap { $0.events.map(\.name) }
    }

    // Rita asks, the co-host approves, and she sits as a guest on the seat that was named.
    @Test func approvedRequestSeatsTheUser() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let asked = try world.change(
            .requestSeat(.init(userID: "rita", note: "me!")), in: id, as: "rita")
        let request = try #require(try world.room(id).stage.requests.first)
        #expect(request.number == 1)
        #expect(request.note == "me!")
        #expect(request.expiresAt.milliseconds == world.time.milliseconds + 600_000)
        #expect(try world.room(id).head.revisions.stage == asked.revision)
        #expect(asked.mintedIDs == [])

        world.pass(milliseconds: 599_999)
        try world.change(.approveRequest(.init(userID: "rita", seatIndex: 2)), in: id, as: "carl")
        let room = try world.room(id)
        #expect(room.stage.requests == [])
        #expect(room.stage.seats[2].occupant?.userID == "rita")
        #expect(room.stage.seats[2].occupant?.role == .guest)
        #expect(Self.events(world) == ["request.approved", "seat.taken"])
    }

    // Those who wait keep the order in which they asked; asking again changes nothing.
    @Test func requestsWaitInOrder() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        for user in ["rita", "rosa", "ruth"] as [UserID] {
            try world.change(.requestSeat(.init(userID: user)), in: id, as: user)
        }
        world.pass(milliseconds: 1000)
        let again = RoomOperation.requestSeat(.init(userID: "rita", note: "still here"))
        #expect(try world.run(again, in: id, as: "rita").receipt.changed == false)
        try world.change(.rejectRequest("rosa"), in: id, as: "hana")
        #expect(Self.events(world) == ["request.rejected"])
        try world.change(.cancelRequest("ruth"), in: id, as: "ruth")
        #expect(Self.events(world) == ["request.cancelled"])
        try world.change(.requestSeat(.init(userID: "rosa")), in: id)
        let requests = try world.room(id).stage.requests
        #expect(requests.map(\.userID) == ["rita", "rosa"])
        #expect(requests.map(\.number) == [1, 4])
        #expect(requests[0].note == "")
    }

    // At its deadline to the millisecond a request is over. The command that finds it so removes
    // it as a change of its own, though the command itself is refused.
    @Test func requestEndsAtItsDeadline() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.requestSeat(.init(userID: "rita")), in: id)
        let revision = try world.room(id).revision
        world.pass(milliseconds: 600_000)
        let approve = RoomOperation.approveRequest(.init(userID: "rita"))
        #expect(try world.run(approve, in: id).reason == .seatRequestNotFound)
        let change = try #require(world.machine.changes.first)
        #expect(change.cause == .expiry)
        #expect(change.actor == nil)
        #expect(Self.events(world) == ["request.expired"])
        #expect(try world.room(id).revision == revision + 1)
        #expect(try world.room(id).stage.requests == [])
    }

    // Invitations and requests that are due run out together, by deadline, then invitations
    // before requests, then in the order they were made: one revision.
    @Test func dueItemsRunOutInOrder() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(Self.settings { $0.inviteTTLSeconds = 700 }, in: id)
        try world.change(.invite(.init(userID: "iris")), in: id)
        try world.change(Self.settings { $0.inviteTTLSeconds = 600 }, in: id)
        try world.change(.requestSeat(.init(userID: "rita")), in: id)
        try world.change(.requestSeat(.init(userID: "rosa")), in: id)
        try world.change(.invite(.init(userID: "ida")), in: id)
        try world.change(Self.settings { $0.inviteTTLSeconds = 5 }, in: id)
        try world.change(.invite(.init(userID: "inga")), in: id)
        world.pass(milliseconds: 700_000)
        try world.change(.pause, in: id)
        #expect(world.machine.changes.map(\.cause) == [.expiry, .command])
        let users = world.machine.changes[0].events.map { event -> UserID? in
            switch event {
            case .inviteClosed(_, let user, .expired): user
            case .requestClosed(_, let user, .expired): user
            default: nil
            }
        }
        #expect(users == ["inga", "ida", "rita", "rosa", "iris"])
    }

    // Two who want the same thing need not wait for each other: an invitation to who asks, and a
    // request of who is invited, seat the user at once, as the invitation says.
    @Test func mutualIntentSeatsAtOnce() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.requestSeat(.init(userID: "rita")), in: id, as: "rita")
        let invite = RoomOperation.invite(.init(userID: "rita", role: .guest, seatIndex: 2))
        let receipt = try world.change(invite, .invite(.init(userID: "ida")), in: id, as: "hana")
        #expect(Self.events(world) == ["request.approved", "seat.taken", "invite.created"])
        var room = try world.room(id)
        #expect(room.stage.seats[2].occupant?.userID == "rita")
        #expect(room.stage.seats[2].occupant?.role == .guest)
        #expect(room.stage.requests == [])
        #expect(receipt.mintedIDs.count == 2)
        #expect(receipt.mintedIDs.last == room.stage.invites.first?.id)

        try world.change(.removeFromSeat("rita"), in: id)
        // Also where requests are not taken.
        try world.change(Self.settings { $0.seatMode = .inviteOnly }, in: id)
        try world.change(.requestSeat(.init(userID: "ida")), in: id, as: "ida")
        #expect(Self.events(world) == ["invite.accepted", "seat.taken"])
        room = try world.room(id)
        #expect(room.stage.seats[2].occupant?.userID == "ida")
        #expect(room.stage.seats[2].occupant?.role == .coHost)
    }

    // In a free room whoever asks sits at once, as long as there is a seat.
    @Test func freeSeatsAreTakenAtOnce() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(Self.settings { $0.seatMode = .free }, in: id)
        try world.change(.requestSeat(.init(userID: "rita")), in: id, as: "rita")
        #expect(Self.events(world) == ["seat.taken"])
        #expect(try world.room(id).stage.seats[2].occupant?.role == .guest)
        #expect(try world.run(.requestSeat(.init(userID: "rosa")), in: id).reason == .seatsFull)
    }

    // A request goes with whatever makes it pointless: a seat, the whole room, the end.
    @Test func requestIsSuperseded() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.requestSeat(.init(userID: "rita")), in: id)
        try world.change(.seatUser(.init(userID: "rita")), in: id)
        #expect(Self.events(world) == ["request.superseded", "seat.taken"])
        try world.change(.requestSeat(.init(userID: "rosa")), in: id)
        try world.change(.transferHost(.init(userID: "rosa")), in: id)
        #expect(Self.events(world).first == "request.superseded")
        try world.change(.requestSeat(.init(userID: "ruth")), in: id)
        try world.change(.end, in: id)
        #expect(try world.room(id).stage == Stage(guestSeats: 2))
        world.flush()
        #expect(try RoomRecords.room(id, in: world.store)?.stage.requests == [])
    }

    // A thousand may wait, and no more.
    @Test func thousandAndFirstRequestIsRefused() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let limit = Limits.requestQueueMax.upperBound
        try world.change(Self.settings { $0.requestQueueMax = limit }, in: id)
        for number in 0..<limit {
            let user = try #require(UserID("user\(number)"))
            try world.change(.requestSeat(.init(userID: user)), in: id)
        }
        let rejection = try world.run(.requestSeat(.init(userID: "late")), in: id).rejection
        #expect(rejection.reason == .queueFull)
        #expect(rejection.detail("limit") == "1000")
        world.flush()
        #expect(try RoomRecords.room(id, in: world.store) == world.room(id))
        world.pass(milliseconds: 600_000)
        try world.run(.requestSeat(.init(userID: "late")), in: id)
        #expect(world.machine.changes[0].events.count == limit)
        #expect(try world.room(id).stage.requests.map(\.userID) == ["late"])
    }
}
