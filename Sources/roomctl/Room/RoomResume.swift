import ArgumentParser
import RoomProtocol

/// `roomctl room resume`.
struct RoomResume: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Resume a paused room.")

    @Argument(help: "The room's id.")
    var roomID: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        .resume(Roomkeeper_V1_Resume())
    }
}
