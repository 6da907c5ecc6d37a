import ArgumentParser
import RoomProtocol
import SwiftProtobuf

/// The options of every command that changes a room.
struct WriteOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The user on whose behalf the change is made (default: the calling service).",
            valueName: "user"))
    var actor: String?

    @Flag(
        help: "Change nothing: tell what would happen, and exit with 1 if it would be refused.")
    var dryRun = false

    @OptionGroup var preconditions: PreconditionOptions

    @Option(
        help: ArgumentHelp(
            "Names this change, at most 64 characters; needs --not-after.",
            discussion: """
                Repeating a command with the same id and the same --not-after returns the first \
                outcome instead of acting again.
                """,
            valueName: "id"))
    var requestID: String?

    @Option(
        help: ArgumentHelp(
            "The cluster's time from which the change may no longer take effect; "
                + "e.g. 2026-01-31T12:00:00Z, at most 10 minutes ahead.",
            valueName: "time"))
    var notAfter: TimestampArgument?

    @OptionGroup var nodeOptions: NodeOptions

    func validate() throws {
        switch (self.requestID, self.notAfter) {
        case (.some, .none):
            throw ValidationError(
                "--request-id needs --not-after: a request id is remembered until its deadline.")
        case (.none, .some):
            throw ValidationError("--not-after needs --request-id.")
        case (.some, .some) where self.dryRun:
            throw ValidationError(
                "--dry-run remembers nothing, so it takes no --request-id.")
        case (.some, .some), (.none, .none):
            return
        }
    }

    /// A request for `operations` on the room, with everything these options say.
    func makeRequest(
        roomID: String, operations: [Roomkeeper_V1_Operation]
    ) -> Roomkeeper_V1_MutateRequest {
        var request = Roomkeeper_V1_MutateRequest()
        request.roomID = roomID
        request.operations = operations
        self.apply(to: &request)
        return request
    }

    /// Adds what these options say to `request`; what they do not say stays as it is.
    func apply(to request: inout Roomkeeper_V1_MutateRequest) {
        if let actor = self.actor { request.actorID = actor }
        if self.dryRun { request.validateOnly = true }
        self.preconditions.apply(to: &request)
        if let requestID = self.requestID, let notAfter = self.notAfter {
            request.requestID = requestID
            request.notAfter = notAfter.timestamp
        }
    }
}
