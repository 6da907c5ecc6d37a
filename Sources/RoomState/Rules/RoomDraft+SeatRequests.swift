/// Requests: users who ask for a seat, in the order in which they asked.
///
/// They are made on air, and wait only as long as the seat mode is APPLY.
extension RoomDraft {
    /// Asks for a seat; whoever is invited gets it at once.
    ///
    /// Asking again changes nothing: the first request keeps its place, its note and its deadline.
    mutating func requestSeat(_ request: RoomOperation.RequestSeat) throws(RoomRejection) {
        try self.require(.user(request.userID))
        try self.requireOnAir()
        try self.requireUnseated(request.userID)
        if let invite = self.room.stage.invite(of: request.userID) {
            try self.redeem(invite)
            return
        }
        switch self.room.settings.seatMode {
        case .apply: try self.enqueue(request)
        case .free:
            let index = try self.freeSeat(nil, field: "request_seat")
            self.take(seat: index, request.userID, .guest)
        case .inviteOnly:
            throw RoomRejection(
                .requestsClosed, details: [.init("user_id", request.userID.rawValue)])
        }
    }

    mutating func cancelRequest(_ user: UserID) throws(RoomRejection) {
        try self.require(.user(user))
        _ = try self.pendingRequest(of: user)
        self.closeRequest(of: user, .cancelled)
    }

    mutating func approveRequest(
        _ approve: RoomOperation.ApproveRequest
    ) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        let request = try self.pendingRequest(of: approve.userID)
        let seat = try self.freeSeat(approve.seatIndex, field: "approve_request.seat_index")
        self.grant(request, seat: seat, approve.role)
    }

    mutating func rejectRequest(_ user: UserID) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        _ = try self.pendingRequest(of: user)
        self.closeRequest(of: user, .rejected)
    }

    /// Puts a user who asked for it on a seat that is known to be free.
    mutating func grant(_ request: Stage.SeatRequest, seat: Int, _ role: Stage.Role) {
        self.closeRequest(of: request.userID, .approved)
        self.take(seat: seat, request.userID, role)
    }

    mutating func closeRequest(of user: UserID, _ end: RoomEvent.RequestEnd) {
        if let request = self.room.stage.request(of: user) {
            self.record(.requestClosed(number: request.number, user, end))
        }
    }

    private mutating func enqueue(_ request: RoomOperation.RequestSeat) throws(RoomRejection) {
        let stage = self.room.stage
        guard stage.request(of: request.userID) == nil else { return }
        let limit = self.room.settings.requestQueueMax
        guard stage.requests.count < limit else {
            throw RoomRejection(.queueFull, details: [.init("limit", "\(limit)")])
        }
        self.record(
            .requestCreated(
                Stage.SeatRequest(
                    number: stage.lastRequestNumber + 1, userID: request.userID,
                    note: request.note, createdAt: self.time)))
        try self.requireSize()
    }

    private func pendingRequest(of user: UserID) throws(RoomRejection) -> Stage.SeatRequest {
        if let request = self.room.stage.request(of: user) { return request }
        throw RoomRejection(
            .seatRequestNotFound, details: [.init("user_id", user.rawValue)])
    }
}

extension Stage {
    func request(of user: UserID) -> SeatRequest? {
        self.requests.first { $0.userID == user }
    }
}
