package import RoomProtocol
package import RoomState

/// The request id and deadline of a command: the caller's, or minted when the caller gave neither.
package enum RequestIdentity {
    /// Gives `command` the identity of `request`, or a minted one that may take effect for
    /// `Limits.mintedNotAfterSeconds` from `groupTime`.
    package static func assign(
        to command: inout RoomCommand, from request: Roomkeeper_V1_MutateRequest,
        groupTime: GroupTime, mint: RequestIDMint
    ) throws(InvalidField) {
        switch (request.requestID.isEmpty, request.hasNotAfter) {
        case (true, false):
            command.requestID = RequestID(mint.next())
            command.notAfter = groupTime.advanced(bySeconds: Limits.mintedNotAfterSeconds)
        case (false, true):
            command.requestID = try RequestID(request.requestID, field: "request_id")
            command.notAfter = try Self.notAfter(of: request, groupTime: groupTime)
        case (false, false):
            throw InvalidField(
                field: "not_after", limit: "given together with request_id", actual: "absent")
        case (true, true):
            throw InvalidField(
                field: "request_id", limit: "given together with not_after", actual: "empty")
        }
    }

    private static func notAfter(
        of request: Roomkeeper_V1_MutateRequest, groupTime: GroupTime
    ) throws(InvalidField) -> GroupTime {
        let notAfter = try GroupTime(request.notAfter, field: "not_after")
        let ahead = RoomState.Limits.notAfterAheadMilliseconds
        guard notAfter.milliseconds <= groupTime.milliseconds + ahead else {
            let actual = (notAfter.milliseconds - groupTime.milliseconds) / 1000
            throw InvalidField(
                field: "not_after", limit: "at most \(ahead / 1000) seconds ahead of group time",
                actual: "\(actual) seconds ahead of it")
        }
        return notAfter
    }
}
