import ArgumentParser
import RoomProtocol

/// `roomctl room reject`.
struct RoomReject: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Reject a user's request for a seat.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var rejectRequest = Roomkeeper_V1_RejectRequest()
        rejectRequest.userID = self.user
        return .rejectRequest(rejectRequest)
    }
}
