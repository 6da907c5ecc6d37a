import ArgumentParser
import RoomProtocol

/// `roomctl room end`.
struct RoomEnd: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End a room for good. Ending an ended room changes nothing.")

    @Argument(help: "The room's id.")
    var roomID: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        .end(Roomkeeper_V1_End())
    }
}
