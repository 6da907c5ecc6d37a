import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room deadlines`.
struct RoomDeadlines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadlines",
        abstract: "Print what will happen to rooms by itself, earliest first.",
        discussion: """
            Invitations and requests that run out, rooms without a host that end, ended rooms \
            that are deleted.

            EXAMPLES:
              roomctl room deadlines
              roomctl room deadlines ROOM -o json
            """)

    @Argument(help: "The room's id (default: all rooms).")
    var roomID: String?

    @OptionGroup(title: "Paging") var paging: PageOptions
    @OptionGroup(title: "Read options") var read: ReadOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var request = Roomkeeper_V1_ListDeadlinesRequest()
        request.roomID = self.roomID ?? ""
        request.pageSize = self.paging.pageSize
        request.readLevel = self.read.readLevel.message
        request.consistencyToken = self.read.token ?? ""
        try await ClientSession.withClient(
            global: self.global, node: self.read.nodeOptions
        ) { [request] session in
            try await self.paging.forEachPage { token in
                var page = request
                page.pageToken = token
                let response = try await session.ask { [page] client throws(RoomClientError) in
                    try await client.listDeadlines(page)
                }
                Console.write(
                    try self.global.output == .json
                        ? JSONText.text(of: response) : Self.table(of: response))
                return response.nextPageToken
            }
        }
    }

    private static func table(of response: Roomkeeper_V1_ListDeadlinesResponse) -> String {
        let closing = ServedText.line(of: response.served)
        guard !response.deadlines.isEmpty else { return "nothing is due\n\n\(closing)" }
        var table = TextTable("DUE", "ROOM", "WHAT", "USER")
        for deadline in response.deadlines {
            table.add(
                TimeText.text(deadline.dueAt), deadline.roomID, Self.words(for: deadline.kind),
                deadline.subjectID)
        }
        return "\(table.rendered())\n\n\(closing)"
    }

    private static func words(for kind: Roomkeeper_V1_Deadline.Kind) -> String {
        switch kind {
        case .invite: "the invitation runs out"
        case .request: "the request for a seat runs out"
        case .autoEnd: "the room ends, its host was lost"
        case .purge: "the ended room is deleted"
        case .unspecified, .UNRECOGNIZED: ""
        }
    }
}
