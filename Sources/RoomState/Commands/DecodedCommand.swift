package import ByteCoding

/// A command out of the log with the fingerprint of its bytes.
///
/// Each command has one encoding, so the fingerprint is a hash of bytes that are there already.
package struct DecodedCommand: Sendable {
    package let command: RoomCommand
    /// Zero when the command has no request id, for then nobody asks.
    package let fingerprint: StableHash

    /// Decodes a command that fills the rest of `reader` to the last byte.
    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        var bodyStart = reader.position
        self.command = try RoomCommand(from: &reader, bodyStart: &bodyStart)
        try reader.expectEnd()
        self.fingerprint =
            self.command.requestID == nil ? .zero : reader.hash(from: bodyStart)
    }

    /// For a command that comes from elsewhere.
    package init(_ command: RoomCommand) {
        self.command = command
        self.fingerprint = command.requestID == nil ? .zero : command.fingerprint()
    }
}
