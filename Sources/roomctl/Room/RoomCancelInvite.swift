import ArgumentParser
import RoomProtocol

/// `roomctl room cancel-invite`.
struct RoomCancelInvite: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "cancel-invite", abstract: "Take an invitation back.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var cancelInvite = Roomkeeper_V1_CancelInvite()
        cancelInvite.userID = self.user
        return .cancelInvite(cancelInvite)
    }
}
