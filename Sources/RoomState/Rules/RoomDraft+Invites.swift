/// Invitations: offers of a seat.
///
/// They may be sent before the start, so that a host can prepare the stage; they are accepted on
/// air.
extension RoomDraft {
    /// Offers a seat; a user who asks for one gets it at once.
    ///
    /// A seat that is named must be free now; that one is free is judged when it is accepted.
    mutating func invite(_ invite: RoomOperation.InviteUser) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.requireUnseated(invite.userID)
        if let request = self.room.stage.request(of: invite.userID) {
            // An id is minted all the same, so that those of other operations keep their places.
            _ = self.mintID()
            let seat = try self.freeSeat(invite.seatIndex, field: "invite.seat_index")
            self.grant(request, seat: seat, invite.role)
            return
        }
        let stage = self.room.stage
        guard stage.invite(of: invite.userID) == nil else {
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
        try self.redeem(invite)
    }

    mutating func declineInvite(_ user: UserID) throws(RoomRejection) {
        try self.require(.user(user))
        _ = try self.pendingInvite(of: user)
        self.closeInvite(of: user, .declined)
    }

    mutating func cancelInvite(_ user: UserID) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        _ = try self.pendingInvite(of: user)
        self.closeInvite(of: user, .cancelled)
    }

    /// Seats the invited user, if the seat that was offered is free now.
    mutating func redeem(_ invite: Stage.Invite) throws(RoomRejection) {
        let index = try self.freeSeat(invite.seatIndex, field: "invite.seat_index")
        self.closeInvite(of: invite.userID, .accepted)
        self.take(seat: index, invite.userID, invite.role)
    }

    mutating func closeInvite(of user: UserID, _ end: RoomEvent.InviteEnd) {
        if let invite = self.room.stage.invite(of: user) {
            self.record(.inviteClosed(id: invite.id, user, end))
        }
    }

    /// Expired invitations were removed before the command; that it was this very command which
    /// found one expired is worth a reason of its own.
    private func pendingInvite(of user: UserID) throws(RoomRejection) -> Stage.Invite {
        if let invite = self.room.stage.invite(of: user) { return invite }
        let hasExpired = self.expiredInvitees.contains(user)
        throw RoomRejection(
            hasExpired ? .inviteExpired : .inviteNotFound,
            details: [.init("user_id", user.rawValue)])
    }
}

extension Stage {
    func invite(of user: UserID) -> Invite? {
        self.invites.first { $0.userID == user }
    }
}
