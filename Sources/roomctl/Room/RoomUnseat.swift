import ArgumentParser
import RoomProtocol

/// `roomctl room unseat`.
struct RoomUnseat: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "unseat", abstract: "Remove a user from the stage.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var removeFromSeat = Roomkeeper_V1_RemoveFromSeat()
        removeFromSeat.userID = self.user
        return .removeFromSeat(removeFromSeat)
    }
}
