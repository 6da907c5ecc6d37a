import ArgumentParser
import RoomProtocol

/// `roomctl room leave`.
struct RoomLeave: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "leave", abstract: "Let a user leave the stage.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var leaveSeat = Roomkeeper_V1_LeaveSeat()
        leaveSeat.userID = self.user
        return .leaveSeat(leaveSeat)
    }
}
