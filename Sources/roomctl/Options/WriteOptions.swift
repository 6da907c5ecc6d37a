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

    @Option(
        help: ArgumentHelp(
            "Change the room only while it is at this revision.", valueName: "n"))
    var ifRevision: UInt64?

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
        request.actorID = self.actor ?? ""
        request.operations = operations
        if let revision = self.ifRevision {
            request.preconditions.revision = revision
        }
        if let requestID = self.requestID, let notAfter = self.notAfter {
            request.requestID = requestID
            request.notAfter = notAfter.timestamp
        }
        return request
    }
}
