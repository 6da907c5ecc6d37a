/// Seats. They are taken on air only, because a scheduled room has no host seat and so no other;
/// they may be locked before the start, so that a host can prepare the stage.
///
/// A user who has a seat has neither an invitation nor a request.
extension RoomDraft {
    mutating func seatUser(_ seat: RoomOperation.SeatUser) throws(RoomRejection) {
        try self.require(.serviceOnly)
        try self.requireOnAir()
        try self.requireUnseated(seat.userID)
        let index = try self.freeSeat(seat.seatIndex, field: "seat_user.seat_index")
        self.supersede(seat.userID)
        self.take(seat: index, seat.userID, seat.role)
    }

    mutating func removeFromSeat(_ user: UserID) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.leave(user)
    }

    mutating func leaveSeat(_ user: UserID) throws(RoomRejection) {
        try self.require(.user(user))
        try self.leave(user)
    }

    /// Moves a seated user to a free seat.
    ///
    /// The user keeps role and time of joining.
    mutating func moveSeat(_ move: RoomOperation.MoveSeat) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        let index = try self.guestSeat(of: move.userID)
        guard index != move.seatIndex else { return }
        let free = try self.freeSeat(move.seatIndex, field: "move_seat.seat_index")
        self.record(.seatMoved(move.userID, from: index, to: free))
    }

    /// Locking a locked seat changes nothing.
    mutating func lockSeat(_ index: Int) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.requireGuestSeat(index, field: "lock_seat.seat_index")
        let seat = self.room.stage.seats[index]
        guard seat.occupant == nil else {
            throw RoomRejection(.seatOccupied, details: [.init("seat_index", "\(index)")])
        }
        if !seat.isLocked {
            self.record(.seatLocked(index: index))
        }
    }

    /// Unlocking a seat that is not locked changes nothing.
    mutating func unlockSeat(_ index: Int) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.requireGuestSeat(index, field: "unlock_seat.seat_index")
        if self.room.stage.seats[index].isLocked {
            self.record(.seatUnlocked(index: index))
        }
    }

    /// Makes a seated co-host a guest, or the other way round.
    mutating func setRole(_ set: RoomOperation.SetRole) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        let index = try self.guestSeat(of: set.userID)
        if self.room.stage.seats[index].occupant?.role != set.role {
            self.record(.roleChanged(index: index, set.userID, set.role))
        }
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

    /// Closes what a user waits for who gets a seat, or the whole room, without it.
    mutating func supersede(_ user: UserID) {
        self.closeInvite(of: user, .superseded)
        self.closeRequest(of: user, .superseded)
    }

    private mutating func leave(_ user: UserID) throws(RoomRejection) {
        self.record(.seatLeft(index: try self.guestSeat(of: user), user))
    }

    private func guestSeat(of user: UserID) throws(RoomRejection) -> Int {
        guard let index = self.room.stage.seatIndex(of: user) else {
            throw RoomRejection(.notSeated, details: [.init("user_id", user.rawValue)])
        }
        guard index != 0 else {
            throw RoomRejection(.hostSeat, details: [.init("user_id", user.rawValue)])
        }
        return index
    }

    /// The host counts as seated before the start too: seat 0 is theirs.
    func requireUnseated(_ user: UserID) throws(RoomRejection) {
        guard self.room.stage.seatIndex(of: user) != nil || user == self.room.head.hostID else {
            return
        }
        throw RoomRejection(.alreadySeated, details: [.init("user_id", user.rawValue)])
    }

    func freeSeat(_ wanted: Int?, field: String) throws(RoomRejection) -> Int {
        let seats = self.room.stage.seats
        guard let index = wanted else {
            if let free = self.room.stage.lowestFreeSeat { return free }
            throw RoomRejection(.seatsFull, details: [.init("limit", "\(seats.count - 1)")])
        }
        try self.requireGuestSeat(index, field: field)
        let detail = RoomRejection.Detail("seat_index", "\(index)")
        guard !seats[index].isLocked else { throw RoomRejection(.seatLocked, details: [detail]) }
        guard seats[index].occupant == nil else {
            throw RoomRejection(.seatOccupied, details: [detail])
        }
        return index
    }

    private func requireGuestSeat(_ index: Int, field: String) throws(RoomRejection) {
        let last = self.room.settings.guestSeats
        guard index <= last else {
            throw RoomRejection(
                InvalidField(
                    field: "operations[\(self.operationIndex)].\(field)",
                    limit: "0 to \(last) in this room", actual: "\(index)"))
        }
        guard index != 0 else {
            throw RoomRejection(.hostSeat, details: [.init("seat_index", "\(index)")])
        }
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
