import ArgumentParser
import RoomProtocol

/// `roomctl room transfer-host`.
struct RoomTransferHost: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "transfer-host", abstract: "Make a seated co-host the host.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup var onConflict: OnConflictOptions
    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var transferHost = Roomkeeper_V1_TransferHost()
        transferHost.userID = self.user
        transferHost.onConflict = self.onConflict.message
        return .transferHost(transferHost)
    }
}
