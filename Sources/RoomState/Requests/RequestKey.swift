import ByteCoding

/// What an outcome is remembered under: caller, room (or owner, for a creation) and request id.
package struct RequestKey: Equatable, Sendable {
    package let bytes: [UInt8]
    /// Finds the pack that holds the record; two keys may share it.
    package let hash: UInt64

    /// `nil` when the command carries no request id.
    package init?(_ command: RoomCommand) {
        guard let requestID = command.requestID else { return nil }
        var writer = ByteWriter(capacity: 96)
        writer.writeString(command.caller)
        switch command.target {
        case .room(let id):
            writer.writeByte(0)
            writer.writeString(id.rawValue)
        case .newRoom:
            writer.writeByte(1)
            if case .create(let create)? = command.operations.first {
                writer.writeUser(create.ownerID)
            }
        }
        writer.writeString(requestID.rawValue)
        self.init(bytes: writer.bytes)
    }

    package init(bytes: [UInt8], hash: UInt64? = nil) {
        self.bytes = bytes
        self.hash = hash ?? StableHash(of: bytes).low
    }
}
