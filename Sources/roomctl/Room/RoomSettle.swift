import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room settle`.
struct RoomSettle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Ask what became of a change, and make it certain.",
        discussion: """
            Whatever was not applied by now never will be under this request id. Exits with 0 \
            when the change took effect, with 1 when it was rejected or had no effect.

            EXAMPLES:
              roomctl room settle ROOM --request-id r1 --not-after 2026-01-31T12:00:00Z
              roomctl room settle --owner anna --request-id r1 --not-after 2026-01-31T12:00:00Z
            """)

    @Argument(help: "The room that was to be changed.")
    var roomID: String?

    @Option(
        help: ArgumentHelp(
            "For a creation, instead of a room: the owner of the room.", valueName: "user"))
    var owner: String?

    @Option(help: ArgumentHelp("The request id of the change.", valueName: "id"))
    var requestID: String

    @Option(help: ArgumentHelp("The deadline of the change, as it was told.", valueName: "time"))
    var notAfter: TimestampArgument

    @OptionGroup var nodeOptions: NodeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard (self.roomID == nil) != (self.owner == nil) else {
            throw ValidationError("Give either a room or, for a creation, --owner.")
        }
    }

    func run() async throws {
        var request = Roomkeeper_V1_SettleRequest()
        request.roomID = self.roomID ?? ""
        request.ownerID = self.owner ?? ""
        request.requestID = self.requestID
        request.notAfter = self.notAfter.timestamp
        let response = try await ClientSession.withClient(
            global: self.global, node: self.nodeOptions
        ) { [request] session in
            try await session.ask { client throws(RoomClientError) in
                try await client.settle(request)
            }
        }
        Console.write(
            try self.global.output == .json
                ? JSONText.text(of: response) : Self.words(for: response))
        if case .applied = response.outcome { return }
        throw ExitCode(ExitStatus.failed.rawValue)
    }

    private static func words(for response: Roomkeeper_V1_SettleResponse) throws -> String {
        switch response.outcome {
        case .applied(let answer):
            return "It took effect.\n" + (try MutationText(response: answer).rendered(as: .table))
        case .rejected(let error):
            return "It was rejected: \(error.reason): \(error.message)"
        case .voided, nil:
            return "It had no effect, and can have none any more."
        }
    }
}
