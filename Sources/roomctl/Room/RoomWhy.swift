import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room why`.
struct RoomWhy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell why a room is as it is: which change made it so, when, by whom.",
        discussion: """
            For the state, the host, the spotlight, and each pin and seat. Changes are kept for a \
            while only (see roomctl room events); of older ones it tells what the room itself \
            remembers.

            EXAMPLES:
              roomctl room why ROOM
              roomctl room why ROOM -o json
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @OptionGroup var nodeOptions: NodeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let text = try await ClientSession.withClient(
            global: self.global, node: self.nodeOptions
        ) { session in
            try await Self.explain(self.roomID, session)
        }
        Console.write(try text.rendered(as: self.global.output))
    }

    private static func explain(_ id: String, _ session: ClientSession) async throws -> WhyText {
        var getRoom = Roomkeeper_V1_GetRoomRequest()
        getRoom.roomID = id
        let room = try await session.ask { [getRoom] client throws(RoomClientError) in
            try await client.getRoom(getRoom)
        }.room
        var listEvents = Roomkeeper_V1_ListRoomEventsRequest()
        listEvents.roomID = id
        let events = try await session.ask { [listEvents] client throws(RoomClientError) in
            try await client.listRoomEvents(listEvents)
        }
        let history = RoomHistory(events, upTo: room.revision)
        return WhyText(
            roomId: room.roomID, revision: room.revision,
            oldestRevision: history.oldestRevision, reasons: RoomReasons(room, history).all)
    }
}
