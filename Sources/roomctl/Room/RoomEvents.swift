import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room events`.
struct RoomEvents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Print the recent changes of a room, oldest first.",
        discussion: """
            A room keeps the changes of its last 30 seconds or its last 256 changes, whichever \
            are more, up to 1 MiB.

            EXAMPLES:
              roomctl room events ROOM
              roomctl room events ROOM --from 40 -o json
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Option(
        help: ArgumentHelp(
            "The first revision wanted; the oldest that is kept unless told.", valueName: "n"))
    var from: UInt64 = 0

    @Option(help: ArgumentHelp("At most so many changes: 1 to 256.", valueName: "n"))
    var limit: UInt32 = 256

    @OptionGroup(title: "Read options") var read: ReadOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var request = Roomkeeper_V1_ListRoomEventsRequest()
        request.roomID = self.roomID
        request.fromRevision = self.from
        request.limit = self.limit
        request.readLevel = self.read.readLevel.message
        request.consistencyToken = self.read.token ?? ""
        let response = try await ClientSession.withClient(
            global: self.global, node: self.read.nodeOptions
        ) { [request] session in
            try await session.ask { client throws(RoomClientError) in
                try await client.listRoomEvents(request)
            }
        }
        switch self.global.output {
        case .json: Console.write(try JSONText.text(of: response))
        case .table:
            let lines = response.changes.map { ChangeText(change: $0).line }
            let kept =
                "(kept are revisions \(response.oldestRevision) to \(response.newestRevision))"
            let served = ServedText.line(of: response.served)
            Console.write((lines + ["", kept, served]).joined(separator: "\n"))
        }
    }
}
