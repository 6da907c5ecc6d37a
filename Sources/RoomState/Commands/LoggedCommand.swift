package import ByteCoding

/// What a caller may have written to the log: a change of a room, or the question what became of
/// one.
///
/// The first byte of each tells which it is and in which version; the numbers are never reused.
package enum LoggedCommand: Equatable, Sendable {
    case mutate(RoomCommand)
    case settle(Settlement)

    package func encoded() -> [UInt8] {
        switch self {
        case .mutate(let command): command.encoded()
        case .settle(let settlement): settlement.encoded()
        }
    }

    /// Decodes a command that fills `bytes` to the last one.
    package init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        var bodyStart: Int?
        try self.init(from: &reader, bodyStart: &bodyStart)
        try reader.expectEnd()
    }

    /// Decodes a command and tells where the part begins that a fingerprint covers, if it has one.
    init(from reader: inout ByteReader, bodyStart: inout Int?) throws(DecodingFailure) {
        switch try reader.readByte() {
        case RoomCommand.version:
            self = .mutate(try RoomCommand(afterVersionIn: &reader, bodyStart: &bodyStart))
        case Settlement.version:
            self = .settle(try Settlement(afterVersionIn: &reader))
        case let version: throw .unknownVersion(UInt64(version))
        }
    }

    /// Whether it only ends rooms, which makes room on a disk that is nearly full.
    package var freesSpace: Bool {
        switch self {
        case .mutate(let command): command.freesSpace
        case .settle: false
        }
    }
}
