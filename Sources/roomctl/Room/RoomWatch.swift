import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room watch`.
struct RoomWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow rooms: what they are, then every change as it happens.",
        discussion: """
            One line for each change: time, room, revision, who, what. With -o json each line is a \
            WatchResponse by the protobuf mapping. When the node that serves it dies, it goes on \
            at another one, without a gap and without a repetition. Ctrl-C ends it, and tells \
            with which token a later watch goes on.

            EXAMPLES:
              roomctl room watch ROOM
              roomctl room watch --state live --region eu
              roomctl room watch --all -o json
              roomctl room watch ROOM --after-revision 12
            """)

    @Argument(help: ArgumentHelp("The ids of the rooms, at most 500.", valueName: "room-id"))
    var roomIDs: [String] = []

    @Flag(help: "Follow every room that has not ended.")
    var all = false

    @OptionGroup(title: "Filter, instead of ids") var filter: FilterOptions

    @OptionGroup(title: "Watch options") var watch: WatchOptions
    @OptionGroup var nodeOptions: NodeOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        let ways = [!self.roomIDs.isEmpty, self.all, !self.filter.isEmpty].filter { $0 }
        guard ways.count == 1 else {
            throw ValidationError("Give ids of rooms, or a filter such as --state, or --all.")
        }
        guard self.watch.afterRevision == nil || self.roomIDs.count == 1 else {
            throw ValidationError("--after-revision goes with exactly one room.")
        }
    }

    func run() async throws {
        let request = self.request()
        let format = self.global.output
        try await ClientSession.withClient(
            global: self.global, node: self.nodeOptions
        ) { session in
            try await withThrowingTaskGroup { group in
                group.addTask { try await Self.follow(request, session, format) }
                group.addTask { await Interrupt.wait() }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    private func request() -> Roomkeeper_V1_WatchRequest {
        var request = Roomkeeper_V1_WatchRequest()
        request.roomIds = self.roomIDs
        if self.roomIDs.isEmpty {
            var filter = Roomkeeper_V1_WatchFilter()
            filter.states = self.filter.states.map(\.message)
            filter.region = self.filter.region ?? ""
            filter.tag = self.filter.tag ?? ""
            filter.ownerID = self.filter.owner ?? ""
            request.filter = filter
        }
        self.watch.apply(to: &request)
        return request
    }

    /// Prints until the task is cancelled or the cluster refuses to go on.
    private static func follow(
        _ request: Roomkeeper_V1_WatchRequest, _ session: ClientSession, _ format: OutputFormat
    ) async throws {
        var token = request.resumeToken
        do {
            for try await update in session.client.watch(request) {
                token = update.resumeToken
                guard let line = try WatchText(response: update).rendered(as: format) else {
                    continue
                }
                // Whoever read the lines has gone away, as `head` does.
                guard Console.writeLine(line) else { return }
            }
        } catch let error as RoomClientError {
            throw CommandFailure(error, format: format)
        }
        if !token.isEmpty {
            Console.writeError("go on here with --resume-token \(token)")
        }
    }
}
