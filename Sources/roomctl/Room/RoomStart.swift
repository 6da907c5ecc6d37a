import ArgumentParser
import RoomProtocol

/// `roomctl room start`.
struct RoomStart: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start a scheduled room.")

    @Argument(help: "The room's id.")
    var roomID: String

    @OptionGroup var onConflict: OnConflictOptions
    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var start = Roomkeeper_V1_Start()
        start.onConflict = self.onConflict.message
        return .start(start)
    }
}
