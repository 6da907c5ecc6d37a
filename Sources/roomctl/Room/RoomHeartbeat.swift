import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room heartbeat`.
struct RoomHeartbeat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heartbeat",
        abstract: "Tell that the host of a room is there.",
        discussion: """
            For rooms whose presence mode is heartbeat. A host that is not heard of for the \
            presence TTL counts as lost, and the room's host-loss-policy takes effect.

            EXAMPLES:
              roomctl room heartbeat ROOM anna
              while roomctl room heartbeat ROOM anna; do sleep 5; done
            """)

    @Argument(help: "The room's id.")
    var roomID: String

    @Argument(help: "The host.")
    var user: String

    @OptionGroup var nodeOptions: NodeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var presence = Roomkeeper_V1_HostPresence()
        presence.roomID = self.roomID
        presence.userID = self.user
        var request = Roomkeeper_V1_HeartbeatRequest()
        request.presences = [presence]
        let response = try await ClientSession.withClient(
            global: self.global, node: self.nodeOptions
        ) { [request] session in
            try await session.ask { client throws(RoomClientError) in
                try await client.heartbeat(request)
            }
        }
        if let error = response.items.first?.error, !error.reason.isEmpty {
            throw CommandFailure(
                status: .failed,
                report: ErrorReport(
                    reason: error.reason, message: error.message,
                    outcome: WireWord.name(error.outcome), metadata: error.metadata),
                format: self.global.output)
        }
        let seconds = response.items.first?.present.presenceTtlSeconds ?? 0
        Console.write(
            try self.global.output == .json
                ? JSONText.text(of: response)
                : "\(self.user) counts as present for \(seconds) s from now")
    }
}
