import ArgumentParser
import RoomProtocol

/// `roomctl room approve`.
struct RoomApprove: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Seat a user who asked for a seat.")

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The user.")
    var user: String

    @Option(help: "What the user becomes.")
    var role: RoleArgument = .guest

    @Option(help: ArgumentHelp("The seat; the lowest free one unless told.", valueName: "n"))
    var seat: UInt32?

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var approveRequest = Roomkeeper_V1_ApproveRequest()
        approveRequest.userID = self.user
        approveRequest.role = self.role.message
        if let seat = self.seat {
            approveRequest.seatIndex = seat
        }
        return .approveRequest(approveRequest)
    }
}
