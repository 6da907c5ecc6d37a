import ByteCoding

/// Asks what became of a request, and makes it certain (rooms.md §2, Exactly once).
///
/// It is written to the log like a command, and answered with the outcome that is remembered. When
/// there is none, the request id is voided as long as an outcome would be remembered: no attempt
/// that comes later takes effect. It needs no request id of its own, because asking again gives the
/// same answer.
package struct Settlement: Equatable, Sendable {
    /// The first byte of its encoding; see `LoggedCommand`.
    package static let version: UInt8 = 2

    /// The authenticated identity of the service that asks; only its own requests are found.
    package var caller: String
    package var target: Target
    package var requestID: RequestID
    /// As it was in the request.
    package var notAfter: GroupTime

    package init(caller: String, target: Target, requestID: RequestID, notAfter: GroupTime) {
        self.caller = caller
        self.target = target
        self.requestID = requestID
        self.notAfter = notAfter
    }

    /// What the request was about.
    package enum Target: Equatable, Sendable {
        case room(RoomID)
        /// The creation of a room for this owner.
        case creation(owner: UserID)
    }

    /// Checks the shape, as `RoomCommand.validate` does.
    package func validate() throws(InvalidField) {
        try FieldCheck.bytes(of: self.caller, in: 1...Limits.callerBytes, "caller")
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 128)
        writer.writeByte(Self.version)
        writer.writeString(self.caller)
        switch self.target {
        case .room(let id):
            writer.writeBool(false)
            id.encode(into: &writer)
        case .creation(let owner):
            writer.writeBool(true)
            writer.writeUser(owner)
        }
        writer.writeString(self.requestID.rawValue)
        self.notAfter.encode(into: &writer)
        return writer.bytes
    }

    init(afterVersionIn reader: inout ByteReader) throws(DecodingFailure) {
        self.caller = try reader.readString(limit: Limits.callerBytes)
        self.target =
            try reader.readBool()
            ? .creation(owner: try reader.readUserID()) : .room(try reader.readRoomID())
        guard let id = RequestID(try reader.readString(limit: Limits.requestIDBytes)) else {
            throw .invalid("a request id is not \(IdentifierText.limit)")
        }
        self.requestID = id
        self.notAfter = try GroupTime(from: &reader)
    }
}
