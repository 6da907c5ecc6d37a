import ByteCoding
package import RoomState

/// The payload of a command's log entry: when the leader took it, and the command.
///
/// ```
/// version:1  group time:varint  encoded LoggedCommand
/// ```
package struct CommandPayload: Equatable, Sendable {
    package static let version: UInt8 = 1

    package var groupTime: GroupTime
    package var command: [UInt8]

    package init(groupTime: GroupTime, command: [UInt8]) {
        self.groupTime = groupTime
        self.command = command
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: self.command.count + 8)
        writer.writeByte(Self.version)
        self.groupTime.encode(into: &writer)
        writer.writeRaw(self.command)
        return writer.bytes
    }

    /// Reads what stands before the command.
    static func readGroupTime(from reader: inout ByteReader) throws(DecodingFailure) -> GroupTime {
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        return try GroupTime(from: &reader)
    }
}
