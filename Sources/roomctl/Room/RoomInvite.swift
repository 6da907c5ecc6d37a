import ArgumentParser
import RoomProtocol

/// `roomctl room invite`.
struct RoomInvite: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Invite a user to a seat.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup var seatOptions: SeatOptions
    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var invite = Roomkeeper_V1_InviteUser()
        invite.userID = self.user
        invite.role = self.seatOptions.role.message
        if let seat = self.seatOptions.seat {
            invite.seatIndex = seat
        }
        return .invite(invite)
    }
}
