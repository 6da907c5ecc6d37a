import ArgumentParser
import RoomProtocol

/// Where a watch begins, and what it tells.
struct WatchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Begin with the change after this revision instead of with the room as it is.",
            valueName: "n"))
    var afterRevision: UInt64?

    @Option(
        help: ArgumentHelp(
            "Go on where an earlier watch of the same rooms ended.", valueName: "text"))
    var resumeToken: String?

    @Flag(help: "When changes come faster than they are read, tell the newest room instead of all.")
    var latest = false

    @Option(help: "The sections of a room that are told with -o json.")
    var view: ViewArgument = .full

    func validate() throws {
        guard self.afterRevision == nil || self.resumeToken == nil else {
            throw ValidationError("--after-revision and --resume-token exclude each other.")
        }
    }

    func apply(to request: inout Roomkeeper_V1_WatchRequest) {
        if let revision = self.afterRevision { request.afterRevision = revision }
        if let token = self.resumeToken { request.resumeToken = token }
        request.delivery = self.latest ? .latest : .lossless
        request.view = self.view.message
    }
}
