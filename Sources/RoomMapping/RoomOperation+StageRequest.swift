import RoomProtocol
import RoomState

extension RoomOperation.SeatUser {
    init(_ seat: Roomkeeper_V1_SeatUser, _ path: FieldPath) throws(InvalidField) {
        self.init(
            userID: try UserID(seat.userID, field: path("user_id")),
            role: try RequestEnums.guestRole(seat.role, field: path("role")),
            seatIndex: seat.hasSeatIndex ? Int(seat.seatIndex) : nil)
    }
}

extension RoomOperation.InviteUser {
    init(_ invite: Roomkeeper_V1_InviteUser, _ path: FieldPath) throws(InvalidField) {
        self.init(
            userID: try UserID(invite.userID, field: path("user_id")),
            role: try RequestEnums.guestRole(invite.role, field: path("role")),
            seatIndex: invite.hasSeatIndex ? Int(invite.seatIndex) : nil)
    }
}
