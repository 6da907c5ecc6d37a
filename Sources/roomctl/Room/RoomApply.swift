import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl room apply`.
struct RoomApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the changes that a file lists, all of them or none.",
        discussion: """
            The file is YAML or JSON and holds one MutateRequest by the protobuf mapping: 1 to 64 \
            operations on one room, which take effect together, in one revision. What is told on \
            the command line replaces what the file says. With --dry-run nothing changes, and all \
            preconditions that do not hold are told, or else the first operation that would be \
            refused.

            EXAMPLE of a file:
              operations:
                - addProducts:
                    products:
                      - productId: sku-1
                        title: Red sneaker
                - setSpotlight:
                    productId: sku-1
                    pin: true
              preconditions:
                state: LIVE

            EXAMPLES:
              roomctl room apply ROOM -f sale.yaml --dry-run
              roomctl room apply ROOM -f sale.yaml
              generate-operations | roomctl room apply -f -
            """)

    @Argument(help: "The room's id (default: the file's roomId).")
    var roomID: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file; - is standard input.", valueName: "path"))
    var file: String

    @Option(help: ArgumentHelp("The same as the argument.", valueName: "room-id"))
    var room: String?

    @OptionGroup(title: "Write options") var write: WriteOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard self.roomID == nil || self.room == nil else {
            throw ValidationError("Give the room once, as an argument or with --room.")
        }
    }

    func run() async throws {
        let file = try self.readFile()
        var request = file.request
        if let room = self.roomID ?? self.room { request.roomID = room }
        self.write.apply(to: &request)
        let response: Roomkeeper_V1_MutateResponse
        do {
            response = try await ClientSession.withClient(
                global: self.global, node: self.write.nodeOptions
            ) { [request] session in
                try await session.mutateRepeatably(request)
            }
        } catch let failure as CommandFailure {
            throw failure.naming(file.name, line: file.line(of: failure.report.metadata))
        }
        try MutationText(response: response).show(as: self.global.output)
    }

    private func readFile() throws -> OperationsFile {
        do {
            return try OperationsFile(path: self.file)
        } catch let problem as OperationsFileProblem {
            var report = ErrorReport(
                reason: "INVALID_FILE", message: problem.description,
                advice: "correct the file; roomctl room apply --help shows one.",
                outcome: WireWord.name(.notApplied))
            report.metadata["file"] = problem.name
            report.metadata["line"] = problem.line.map { String($0) }
            throw CommandFailure(status: .usage, report: report, format: self.global.output)
        }
    }
}

extension CommandFailure {
    /// The same failure, with the place in a file that it is about.
    fileprivate func naming(_ file: String, line: Int?) -> CommandFailure {
        guard let line else { return self }
        var report = self.report
        report.message = "\(file):\(line): \(report.message)"
        report.metadata["file"] = file
        report.metadata["line"] = String(line)
        return CommandFailure(status: self.status, report: report, format: self.format)
    }
}
