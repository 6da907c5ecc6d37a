import RoomProtocol
import RoomState

/// The stage in protobuf's wire format, as the messages of `StageMessage` are encoded.
extension WireWriter {
    mutating func write(_ stage: Stage) {
        for (index, seat) in stage.seats.enumerated() {
            self.delimited(1) { $0.write(seat, at: index) }
        }
        for invite in stage.invites {
            self.delimited(2) { $0.write(invite) }
        }
        for request in stage.requests {
            self.delimited(3) { $0.write(request) }
        }
    }

    private mutating func write(_ seat: Stage.Seat, at index: Int) {
        self.number(1, UInt64(index))
        self.flag(2, seat.isLocked)
        guard let occupant = seat.occupant else { return }
        self.text(3, occupant.userID.rawValue)
        self.number(4, UInt64(occupant.role.message.rawValue))
        self.time(5, occupant.joinedAt)
        self.number(6, occupant.joinedRevision)
    }

    private mutating func write(_ invite: Stage.Invite) {
        self.text(1, invite.id.rawValue)
        self.text(2, invite.userID.rawValue)
        self.number(3, UInt64(invite.role.message.rawValue))
        if let seatIndex = invite.seatIndex { self.presentNumber(4, UInt64(seatIndex)) }
        if let invitedBy = invite.invitedBy { self.text(5, invitedBy.rawValue) }
        self.time(6, invite.createdAt)
        self.time(7, invite.expiresAt)
    }

    private mutating func write(_ request: Stage.SeatRequest) {
        self.number(1, request.number)
        self.text(2, request.userID.rawValue)
        self.text(3, request.note)
        self.time(4, request.createdAt)
        self.time(5, request.expiresAt)
    }
}
