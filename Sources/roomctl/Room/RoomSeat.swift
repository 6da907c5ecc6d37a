import ArgumentParser
import RoomProtocol

/// `roomctl room seat`.
struct RoomSeat: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "seat", abstract: "Seat a user at once, without an invitation.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup var seatOptions: SeatOptions
    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var seatUser = Roomkeeper_V1_SeatUser()
        seatUser.userID = self.user
        seatUser.role = self.seatOptions.role.message
        if let seat = self.seatOptions.seat {
            seatUser.seatIndex = seat
        }
        return .seatUser(seatUser)
    }
}
