import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room get`.
struct RoomGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print rooms.",
        discussion: """
            A linearizable read (the default) sees every change acknowledged before it began, \
            whichever node answers. A local read shows what one node has applied, and may be old. \
            Several rooms are read at one moment; those that are not there are told, and the exit \
            code is then 1.

            EXAMPLES:
              roomctl room get ROOM
              roomctl room get ROOM1 ROOM2 --view basic
              roomctl room get ROOM -o json --view products
              roomctl room get ROOM --node 2 --read-level local
            """)

    @Argument(help: ArgumentHelp("The ids of the rooms, at most 500.", valueName: "room-id"))
    var roomIDs: [String]

    @Option(help: "The sections to print.")
    var view: ViewArgument = .full

    @OptionGroup(title: "Read options") var read: ReadOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        if self.roomIDs.count == 1 {
            try await self.printRoom(self.roomIDs[0])
        } else {
            try await self.printRooms()
        }
    }

    private func printRoom(_ id: String) async throws {
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = id
        request.view = self.view.message
        request.readLevel = self.read.readLevel.message
        request.consistencyToken = self.read.token ?? ""
        let response = try await ClientSession.withClient(
            global: self.global, node: self.read.nodeOptions
        ) { [request] session in
            try await session.ask { client throws(RoomClientError) in
                try await client.getRoom(request)
            }
        }
        Console.write(try RoomText(response: response).rendered(as: self.global.output))
    }

    private func printRooms() async throws {
        var request = Roomkeeper_V1_BatchGetRoomsRequest()
        request.roomIds = self.roomIDs
        request.view = self.view.message
        request.readLevel = self.read.readLevel.message
        request.consistencyToken = self.read.token ?? ""
        let response = try await ClientSession.withClient(
            global: self.global, node: self.read.nodeOptions
        ) { [request] session in
            try await session.ask { client throws(RoomClientError) in
                try await client.batchGetRooms(request)
            }
        }
        try BatchText(response: response).show(as: self.global.output)
    }
}
