import ArgumentParser
import RoomProtocol

/// `roomctl room set-role`.
struct RoomSetRole: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "set-role", abstract: "Make a seated co-host a guest, or a guest a co-host.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @Option(help: "What the user becomes.")
    var role: RoleArgument

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var setRole = Roomkeeper_V1_SetRole()
        setRole.userID = self.user
        setRole.role = self.role.message
        return .setRole(setRole)
    }
}
