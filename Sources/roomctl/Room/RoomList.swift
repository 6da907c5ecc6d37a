import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room list`.
struct RoomList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List rooms by what they are.",
        discussion: """
            Rooms that match everything that is told, in ascending order of their ids; without \
            --state every room that has not ended.

            EXAMPLES:
              roomctl room list
              roomctl room list --state live --state paused --region eu
              roomctl room list --owner shop7 --state ended --all -o json
            """)

    @OptionGroup(title: "Filter") var filter: FilterOptions

    @Option(help: "The sections of each room; only -o json prints more than the basic ones.")
    var view: ViewArgument = .basic

    @OptionGroup(title: "Paging") var paging: PageOptions
    @OptionGroup(title: "Read options") var read: ReadOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var request = Roomkeeper_V1_ListRoomsRequest()
        request.states = self.filter.states.map(\.message)
        request.region = self.filter.region ?? ""
        request.tag = self.filter.tag ?? ""
        request.ownerID = self.filter.owner ?? ""
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
                    try await client.listRooms(page)
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
