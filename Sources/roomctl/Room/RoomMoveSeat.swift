import ArgumentParser
import RoomProtocol

/// `roomctl room move-seat`.
struct RoomMoveSeat: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "move-seat", abstract: "Move a seated user to a free seat.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @Option(help: ArgumentHelp("The free seat to move to.", valueName: "n"))
    var seat: UInt32

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var moveSeat = Roomkeeper_V1_MoveSeat()
        moveSeat.userID = self.user
        moveSeat.seatIndex = self.seat
        return .moveSeat(moveSeat)
    }
}
