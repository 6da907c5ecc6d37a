package import ByteCoding

/// A command out of the log with the fingerprint of its bytes.
///
/// Each command has one encoding, so the fingerprint is a hash of bytes that are there already.
package struct DecodedCommand: Sendable {
    package let content: LoggedCommand
    /// Zero when the command has no request id, for then nobody asks.
    package let fingerprint: StableHash

    /// Decodes a command that fills the rest of `reader` to the last byte.
    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        var bodyStart: Int?
        let content = try LoggedCommand(from: &reader, bodyStart: &bodyStart)
        try reader.expectEnd()
        self.content = content
        self.fingerprint = bodyStart.map { reader.hash(from: $0) } ?? .zero
    }

    /// For a command that comes from elsewhere.
    package init(_ command: RoomCommand) {
        self.content = .mutate(command)
        self.fingerprint = command.requestID == nil ? .zero : command.fingerprint()
    }

    package init(_ settlement: Settlement) {
        self.content = .settle(settlement)
        self.fingerprint = .zero
    }

    /// The change of a room, if it is one.
    package var command: RoomCommand? {
        if case .mutate(let command) = self.content { command } else { nil }
    }
}
