import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room find`.
struct RoomFind: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Find rooms by who or what is in them.",
        discussion: """
            EXAMPLES:
              roomctl room find --host anna
              roomctl room find --seated ben
              roomctl room find --product sku-1 --place spotlight
            """)

    @OptionGroup(title: "By one of these") var subject: FindOptions

    @Option(help: "The sections of each room; only -o json prints more than the basic ones.")
    var view: ViewArgument = .basic

    @OptionGroup(title: "Paging") var paging: PageOptions
    @OptionGroup(title: "Read options") var read: ReadOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var request = Roomkeeper_V1_FindRoomsRequest()
        request.by = self.subject.message
        request.view = self.view.message
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
                    try await client.findRooms(page)
                }
                Console.write(
                    try self.global.output == .json
                        ? JSONText.text(of: response)
                        : RoomTable.text(of: response.rooms, served: response.served))
                return response.nextPageToken
            }
        }
    }
}
