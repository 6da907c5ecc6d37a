import ArgumentParser
import RoomProtocol

/// `roomctl room request-seat`.
struct RoomRequestSeat: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "request-seat",
        abstract: "Ask for a seat on behalf of a user.",
        discussion: """
            With the seat mode apply the request waits for approve or reject; with free the user \
            is seated at once; with invite-only it is refused. Whoever is invited already is \
            seated at once.

            EXAMPLES:
              roomctl room request-seat ROOM carl --actor carl --note "I have the same shoes"
              roomctl room approve ROOM carl
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @Option(help: ArgumentHelp("A word to the host, at most 140 bytes.", valueName: "text"))
    var note: String?

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var requestSeat = Roomkeeper_V1_RequestSeat()
        requestSeat.userID = self.user
        requestSeat.note = self.note ?? ""
        return .requestSeat(requestSeat)
    }
}
