import RoomProtocol
import RoomState

extension RoomOperation.SeatUser {
    init(_ seat: Roomkeeper_V1_SeatUser, _ path: FieldPath) throws(InvalidField) {
        self.init(
            userID: try path.user(seat.userID),
            role: try RequestEnums.guestRole(seat.role, field: path("role")),
            seatIndex: seat.hasSeatIndex ? Int(seat.seatIndex) : nil)
    }
}

extension RoomOperation.InviteUser {
    init(_ invite: Roomkeeper_V1_InviteUser, _ path: FieldPath) throws(InvalidField) {
        self.init(
            userID: try path.user(invite.userID),
            role: try RequestEnums.guestRole(invite.role, field: path("role")),
            seatIndex: invite.hasSeatIndex ? Int(invite.seatIndex) : nil)
    }
}

extension RoomOperation.RequestSeat {
    init(_ request: Roomkeeper_V1_RequestSeat, _ path: FieldPath) throws(InvalidField) {
        self.init(userID: try path.user(request.userID), note: request.note)
    }
}

extension RoomOperation.ApproveRequest {
    init(_ approve: Roomkeeper_V1_ApproveRequest, _ path: FieldPath) throws(InvalidField) {
        self.init(
            userID: try path.user(approve.userID),
            role: try RequestEnums.guestRole(
                approve.role, unlessTold: .guest, field: path("role")),
            seatIndex: approve.hasSeatIndex ? Int(approve.seatIndex) : nil)
    }
}

extension RoomOperation.MoveSeat {
    init(_ move: Roomkeeper_V1_MoveSeat, _ path: FieldPath) throws(InvalidField) {
        self.init(userID: try path.user(move.userID), seatIndex: Int(move.seatIndex))
    }
}

extension RoomOperation.SetRole {
    init(_ set: Roomkeeper_V1_SetRole, _ path: FieldPath) throws(InvalidField) {
        self.init(
            userID: try path.user(set.userID),
            role: try RequestEnums.guestRole(set.role, unlessTold: nil, field: path("role")))
    }
}
