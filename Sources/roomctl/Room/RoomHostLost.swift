import ArgumentParser
import RoomProtocol

/// `roomctl room host-lost`.
struct RoomHostLost: RoomMutation {
    static let configuration = CommandConfiguration(
        commandName: "host-lost",
        abstract: "Report that the host is gone; the room's policy takes effect.",
        discussion: """
            For rooms whose presence mode is external or heartbeat, and for services only: it \
            takes no --actor. What happens is the setting host-loss-policy.
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The host who was lost. When somebody else hosts by now, nothing changes.")
    var user: String

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func operation() -> Roomkeeper_V1_Operation.OneOf_Op {
        var hostLost = Roomkeeper_V1_HostLost()
        hostLost.userID = self.user
        return .hostLost(hostLost)
    }
}
