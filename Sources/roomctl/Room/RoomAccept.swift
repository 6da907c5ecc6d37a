import ArgumentParser
import RoomProtocol

/// `roomctl room accept`.
struct RoomAccept: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Accept an invitation: the user is seated.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var acceptInvite = Roomkeeper_V1_AcceptInvite()
        acceptInvite.userID = self.user
        return .acceptInvite(acceptInvite)
    }
}
