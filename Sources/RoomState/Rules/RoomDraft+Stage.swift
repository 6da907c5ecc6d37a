/// Seats and invitations. A user who has a seat has no invitation, and the other way round.
///
/// Invitations may be sent before the start, so that a host can prepare the stage; they are
/// accepted on air only, because a scheduled room has no host seat and so no other.
extension RoomDraft {
    mutating func seatUser(_ seat: RoomOperation.SeatUser) throws(RoomRejection) {
        try self.require(.serviceOnly)
        try self.requireOnAir()
        try self.requireUnseated(seat.userID)
        let index = try self.freeSeat(seat.seatIndex, field: "seat_user.seat_index")
        self.closeInvite(of: seat.userID, .superseded)
        self.take(seat: index, seat.userID, seat.role)
    }

    /// A seat that is named must be free now; that one is free is judged when it is accepted.
    mutating func invite(_ invite: RoomOperation.InviteUser) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.requireUnseated(invite.userID)
        let stage = self.room.stage
        guard !stage.invites.contains(where: { $0.userID == invite.userID }) else {
            throw RoomRejection(
                .alreadyInvited, details: [.init("user_id", invite.userID.rawValue)])
        }
        guard stage.invites.count < Limits.invites else {
            throw RoomRejection(.invitesFull, details: [.init("limit", "\(Limits.invites)")])
        }
        if invite.seatIndex != nil {
            _ = try self.freeSeat(invite.seatIndex, field: "invite.seat_index")
        }
        var created = Stage.Invite(
            id: self.mintID(), userID: invite.userID, role: invite.role, createdAt: self.time)
        created.seatIndex = invite.seatIndex
        created.invitedBy = self.actor
        created.expiresAt = self.time.advanced(
            bySeconds: UInt64(self.room.settings.inviteTTLSeconds))
        self.record(.inviteCreated(created))
    }

    mutating func acceptInvite(_ user: UserID) throws(RoomRejection) {
        try self.require(.user(user))
        let invite = try self.pendingInvite(of: user)
        try self.requireOnAir()
        let index = try self.freeSeat(invite.seatIndex, field: "invite.seat_index")
        self.closeInvite(of: user, .accepted)
        self.take(seat: index, user, invite.role)
    }

    mutating func declineInvite(_ user: UserID) throws(RoomRejection) {
        try self.require(.user(user))
        _ = try self.pendingInvite(of: user)
        self.closeInvite(of: user, .declined)
    }

    mutating func removeFromSeat(_ user: UserID) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.leave(user)
    }

    mutating func leaveSeat(_ user: UserID) throws(RoomRejection) {
        try self.require(.user(user))
        try self.leave(user)
    }

    /// Puts a user on a seat that is known to be free.
    mutating func take(seat index: Int, _ user: UserID, _ role: Stage.Role) {
        self.record(
            .seatTaken(
                index: index,
                Stage.Occupant(
                    userID: user, role: role, joinedAt: self.time,
                    joinedRevision: self.nextRevision)))
    }

    mutating func closeInvite(of user: UserID, _ end: RoomEvent.InviteEnd) {
        if let invite = self.room.stage.invites.first(where: { $0.userID == user }) {
            self.record(.inviteClosed(id: invite.id, user, end))
        }
    }

    private mutating func leave(_ user: UserID) throws(RoomRejection) {
        guard let index = self.room.stage.seatIndex(of: user) else {
            throw RoomRejection(.notSeated, details: [.init("user_id", user.rawValue)])
        }
        guard index != 0 else {
            throw RoomRejection(.hostSeat, details: [.init("user_id", user.rawValue)])
        }
        self.record(.seatLeft(index: index, user))
    }

    /// The host counts as seated before the start too: seat 0 is theirs.
    private func requireUnseated(_ user: UserID) throws(RoomRejection) {
        guard self.room.stage.seatIndex(of: user) != nil || user == self.room.head.hostID else {
            return
        }
        throw RoomRejection(.alreadySeated, details: [.init("user_id", user.rawValue)])
    }

    /// Expired invitations were removed before the command; that it was this very command which
    /// found one expired is worth a reason of its own.
    private func pendingInvite(of user: UserID) throws(RoomRejection) -> Stage.Invite {
        if let invite = self.room.stage.invites.first(where: { $0.userID == user }) {
            return invite
        }
        let hasExpired = self.expiredInvitees.contains(user)
        throw RoomRejection(
            hasExpired ? .inviteExpired : .inviteNotFound,
            details: [.init("user_id", user.rawValue)])
    }

    private func freeSeat(_ wanted: Int?, field: String) throws(RoomRejection) -> Int {
        let seats = self.room.stage.seats
        guard let index = wanted else {
            if let free = self.room.stage.lowestFreeSeat { return free }
            throw RoomRejection(.seatsFull, details: [.init("limit", "\(seats.count - 1)")])
        }
        guard index < seats.count else {
            throw RoomRejection(
                InvalidField(
                    field: "operations[\(self.operationIndex)].\(field)",
                    limit: "0 to \(seats.count - 1) in this room", actual: "\(index)"))
        }
        let detail = RoomRejection.Detail("seat_index", "\(index)")
        guard index != 0 else { throw RoomRejection(.hostSeat, details: [detail]) }
        guard !seats[index].isLocked else { throw RoomRejection(.seatLocked, details: [detail]) }
        guard seats[index].occupant == nil else {
            throw RoomRejection(.seatOccupied, details: [detail])
        }
        return index
    }
}

extension Stage {
    func seatIndex(of user: UserID) -> Int? {
        self.seats.firstIndex { $0.occupant?.userID == user }
    }

    /// The first guest seat that is neither taken nor locked.
    var lowestFreeSeat: Int? {
        self.seats.indices.dropFirst().first {
            self.seats[$0].occupant == nil && !self.seats[$0].isLocked
        }
    }
}
