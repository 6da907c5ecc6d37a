internal import RoomState

/// Seats: taken, offered, asked for, moved, locked.
extension CommandMix {
    func seat(_ dice: inout Dice) -> RoomOperation {
        let user = dice.pick(self.users)
        let role: Stage.Role = dice.pick([.coHost, .guest])
        // The lowest free one, or a certain one that may be taken, locked or not there.
        let seat = dice.happens(perMille: 400) ? Int(dice.next(through: 4)) : nil
        switch dice.next(through: 34) {
        case 0..<5: return .seatUser(.init(userID: user, role: role, seatIndex: seat))
        case 5..<8: return .invite(.init(userID: user, role: role, seatIndex: seat))
        case 8..<11: return .acceptInvite(user)
        case 11: return .declineInvite(user)
        case 12: return .cancelInvite(user)
        case 13..<18: return .requestSeat(.init(userID: user, note: dice.pick(["", "please"])))
        case 18..<22: return .approveRequest(.init(userID: user, role: role, seatIndex: seat))
        case 22: return .cancelRequest(user)
        case 23, 24: return .rejectRequest(user)
        case 25, 26: return .removeFromSeat(user)
        case 27, 28: return .leaveSeat(user)
        case 29, 30: return .moveSeat(.init(userID: user, seatIndex: seat ?? 1))
        case 31: return .lockSeat(seat ?? 2)
        case 32: return .unlockSeat(seat ?? 2)
        default: return .setRole(.init(userID: user, role: role))
        }
    }
}
