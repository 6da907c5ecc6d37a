import RoomState

/// What is refused of settings, seats, invitations and requests.
extension RejectionTests {
    private static func settings(
        _ change: (inout RoomOperation.UpdateSettings) -> Void
    ) -> RoomOperation {
        var update = RoomOperation.UpdateSettings()
        change(&update)
        return .updateSettings(update)
    }

    private static let inviteOnly = Self.settings { $0.seatMode = .inviteOnly }
    private static let free = Self.settings { $0.seatMode = .free }

    static let settings: [Refusal] = [
        Refusal("set as a co-host", as: "carl", Self.free, .actorNotAllowed),
        Refusal("take a seat that is taken", Self.settings { $0.guestSeats = 0 }, .seatsInUse),
        Refusal(
            "take a seat that is offered",
            after: [.invite(.init(userID: "ida", seatIndex: 2))],
            Self.settings { $0.guestSeats = 1 }, .seatsInUse),
        Refusal(
            "shrink the bag below what it holds", Self.settings { $0.maxProducts = 3 },
            .overCapacity),
        Refusal(
            "shrink the pins below what is pinned",
            after: [.pinProduct(.init(productID: "p2"))], Self.settings { $0.maxPinned = 1 },
            .overCapacity),
        Refusal(
            "shrink the queue below who waits",
            after: [.requestSeat(.init(userID: "rita"))],
            Self.settings { $0.requestQueueMax = 0 }, .overCapacity),
        Refusal("lose the host as the host", as: "hana", .hostLost("hana"), .actorNotAllowed),
        Refusal(
            "lose the host where nobody watches", .hostLost("hana"), .preconditionMismatch),
    ]

    static let seats: [Refusal] = [
        Refusal(
            "seat on a locked seat", after: [.lockSeat(2)],
            .seatUser(.init(userID: "stan", seatIndex: 2)), .seatLocked),
        Refusal(
            "seat when the last free seat is locked", after: [.lockSeat(2)],
            .seatUser(.init(userID: "stan")), .seatsFull),
        Refusal(
            "move who does not sit", .moveSeat(.init(userID: "stan", seatIndex: 2)), .notSeated),
        Refusal("move the host", .moveSeat(.init(userID: "hana", seatIndex: 2)), .hostSeat),
        Refusal("move to seat 0", .moveSeat(.init(userID: "carl", seatIndex: 0)), .hostSeat),
        Refusal(
            "move to a taken seat", after: [.seatUser(.init(userID: "gina"))],
            .moveSeat(.init(userID: "carl", seatIndex: 2)), .seatOccupied),
        Refusal(
            "move to a locked seat", after: [.lockSeat(2)],
            .moveSeat(.init(userID: "carl", seatIndex: 2)), .seatLocked),
        Refusal(
            "move beyond the last seat", .moveSeat(.init(userID: "carl", seatIndex: 3)),
            .invalidField),
        Refusal(
            "move oneself as a guest", after: [.seatUser(.init(userID: "gina", role: .guest))],
            as: "gina", .moveSeat(.init(userID: "gina", seatIndex: 1)), .actorNotAllowed),
        Refusal("lock seat 0", .lockSeat(0), .hostSeat),
        Refusal("lock a taken seat", .lockSeat(1), .seatOccupied),
        Refusal("lock beyond the last seat", .lockSeat(3), .invalidField),
        Refusal("unlock seat 0", .unlockSeat(0), .hostSeat),
        Refusal("unlock beyond the last seat", .unlockSeat(3), .invalidField),
        Refusal(
            "make a co-host of who does not sit", .setRole(.init(userID: "stan", role: .coHost)),
            .notSeated),
        Refusal(
            "make a guest of the host", .setRole(.init(userID: "hana", role: .guest)), .hostSeat),
        Refusal(
            "make oneself a co-host", after: [.seatUser(.init(userID: "gina", role: .guest))],
            as: "gina", .setRole(.init(userID: "gina", role: .coHost)), .actorNotAllowed),
    ]

    static let invites: [Refusal] = [
        Refusal(
            "invite to a locked seat", after: [.lockSeat(2)],
            .invite(.init(userID: "ida", seatIndex: 2)), .seatLocked),
        Refusal(
            "accept a seat that was locked since",
            after: [.invite(.init(userID: "ida", seatIndex: 2)), .lockSeat(2)],
            .acceptInvite("ida"), .seatLocked),
        Refusal("cancel no invitation", .cancelInvite("ida"), .inviteNotFound),
        Refusal(
            "cancel one's own invitation", after: [.invite(.init(userID: "ida"))], as: "ida",
            .cancelInvite("ida"), .actorNotAllowed),
        Refusal(
            "invite who waits when all seats are taken",
            after: [.requestSeat(.init(userID: "rita")), .seatUser(.init(userID: "gina"))],
            .invite(.init(userID: "rita")), .seatsFull),
        Refusal(
            "invite who waits to a taken seat", after: [.requestSeat(.init(userID: "rita"))],
            .invite(.init(userID: "rita", seatIndex: 1)), .seatOccupied),
    ]

    static let requests: [Refusal] = [
        Refusal(
            "ask for somebody else", as: "carl", .requestSeat(.init(userID: "rita")),
            .actorNotAllowed),
        Refusal("ask from a seat", .requestSeat(.init(userID: "carl")), .alreadySeated),
        Refusal("ask as the host", .requestSeat(.init(userID: "hana")), .alreadySeated),
        Refusal(
            "ask where only invitations count", after: [Self.inviteOnly],
            .requestSeat(.init(userID: "rita")), .requestsClosed),
        Refusal(
            "ask in a full queue",
            after: [
                Self.settings { $0.requestQueueMax = 1 }, .requestSeat(.init(userID: "rosa")),
            ], .requestSeat(.init(userID: "rita")), .queueFull),
        Refusal(
            "take a seat when all are taken", after: [Self.free, .seatUser(.init(userID: "gina"))],
            .requestSeat(.init(userID: "rita")), .seatsFull),
        Refusal(
            "ask for the seat one is invited to, taken since",
            after: [
                .invite(.init(userID: "ida", seatIndex: 2)),
                .seatUser(.init(userID: "gina", seatIndex: 2)),
            ], .requestSeat(.init(userID: "ida")), .seatOccupied),
        Refusal(
            "ask for the seat one is invited to, locked since",
            after: [.invite(.init(userID: "ida", seatIndex: 2)), .lockSeat(2)],
            .requestSeat(.init(userID: "ida")), .seatLocked),
        Refusal("cancel no request", .cancelRequest("rita"), .seatRequestNotFound),
        Refusal(
            "cancel the request of somebody else",
            after: [.requestSeat(.init(userID: "rita"))], as: "hana", .cancelRequest("rita"),
            .actorNotAllowed),
        Refusal("approve no request", .approveRequest(.init(userID: "rita")), .seatRequestNotFound),
        Refusal(
            "approve one's own request", after: [.requestSeat(.init(userID: "rita"))], as: "rita",
            .approveRequest(.init(userID: "rita")), .actorNotAllowed),
        Refusal(
            "approve for seat 0", after: [.requestSeat(.init(userID: "rita"))],
            .approveRequest(.init(userID: "rita", seatIndex: 0)), .hostSeat),
        Refusal(
            "approve for a taken seat", after: [.requestSeat(.init(userID: "rita"))],
            .approveRequest(.init(userID: "rita", seatIndex: 1)), .seatOccupied),
        Refusal(
            "approve for a locked seat",
            after: [.requestSeat(.init(userID: "rita")), .lockSeat(2)],
            .approveRequest(.init(userID: "rita", seatIndex: 2)), .seatLocked),
        Refusal(
            "approve beyond the last seat", after: [.requestSeat(.init(userID: "rita"))],
            .approveRequest(.init(userID: "rita", seatIndex: 3)), .invalidField),
        Refusal(
            "approve when all seats are taken",
            after: [.requestSeat(.init(userID: "rita")), .seatUser(.init(userID: "gina"))],
            .approveRequest(.init(userID: "rita")), .seatsFull),
        Refusal("reject no request", .rejectRequest("rita"), .seatRequestNotFound),
        Refusal(
            "reject one's own request", after: [.requestSeat(.init(userID: "rita"))], as: "rita",
            .rejectRequest("rita"), .actorNotAllowed),
    ]
}
