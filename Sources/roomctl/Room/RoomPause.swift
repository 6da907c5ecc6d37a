import ArgumentParser
import RoomProtocol

/// `roomctl room pause`.
struct RoomPause: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Pause a live room.")

    @Argument(help: "The room's id.")
    var roomID: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        .pause(Roomkeeper_V1_Pause())
    }
}
