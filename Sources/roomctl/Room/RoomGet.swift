import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room get`.
struct RoomGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print a room.",
        discussion: """
            A linearizable read (the default) sees every change acknowledged before it began, \
            whichever node answers. A local read shows what one node has applied, and may be old.

            EXAMPLES:
              roomctl room get ROOM
              roomctl room get ROOM -o json --view products
              roomctl room get ROOM --node 2 --read-level local
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Option(help: "The sections to print.")
    var view: ViewArgument = .full

    @Option(help: "How fresh the answer must be.")
    var readLevel: ReadLevelArgument = .linearizable

    @Option(
        help: ArgumentHelp(
            "With --read-level at-least: the consistencyToken of an earlier answer.",
            valueName: "text"))
    var token: String?

    @OptionGroup var nodeOptions: NodeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard (self.readLevel == .atLeast) == (self.token != nil) else {
            throw ValidationError("--read-level at-least and --token go together.")
        }
    }

    func run() async throws {
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = self.roomID
        request.view = self.view.message
        request.readLevel = self.readLevel.message
        request.consistencyToken = self.token ?? ""
        let response = try await ClientSession.withClient(
            global: self.global, node: self.nodeOptions
        ) { [request] session in
            try await session.getRoomOrFail(request)
        }
        Console.write(try RoomText(response: response).rendered(as: self.global.output))
    }
}
