import ArgumentParser
import RoomProtocol

/// `roomctl room cancel-request`.
struct RoomCancelRequest: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "cancel-request", abstract: "Take back a user's request for a seat.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var cancelRequest = Roomkeeper_V1_CancelRequest()
        cancelRequest.userID = self.user
        return .cancelRequest(cancelRequest)
    }
}
