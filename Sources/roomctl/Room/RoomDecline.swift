import ArgumentParser
import RoomProtocol

/// `roomctl room decline`.
struct RoomDecline: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decline an invitation.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var declineInvite = Roomkeeper_V1_DeclineInvite()
        declineInvite.userID = self.user
        return .declineInvite(declineInvite)
    }
}
