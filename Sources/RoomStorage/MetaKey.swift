package import ByteCoding
package import Raft

/// The keys of the column `meta`: a table byte, then what the table is keyed by, big endian.
package enum MetaKey: Hashable {
    /// One for the store: who it is.
    case identity
    /// One for each node seen: the data directory it is bound to.
    case pin(NodeID)
    /// One for each group: hard state and end of the log.
    case state(GroupID)
    /// One for each group: what lies before the first entry.
    case truncation(GroupID)
    /// One for each configuration that the log holds, and the one before them.
    case membership(GroupID, LogIndex)
    /// One for each group: which state database belongs to the log.
    case generation(GroupID)
    /// One for each peer: how far it said its log was durable.
    case acknowledgement(GroupID, NodeID)

    package var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 13)
        switch self {
        case .identity:
            writer.writeByte(0x01)
        case .pin(let node):
            writer.writeByte(0x02)
            writer.writeUInt64(node.rawValue)
        case .state(let group):
            writer.writeByte(0x10)
            writer.writeUInt32(group.rawValue)
        case .truncation(let group):
            writer.writeByte(0x11)
            writer.writeUInt32(group.rawValue)
        case .membership(let group, let index):
            writer.writeByte(0x12)
            writer.writeUInt32(group.rawValue)
            writer.writeUInt64(index.rawValue)
        case .acknowledgement(let group, let node):
            writer.writeByte(0x13)
            writer.writeUInt32(group.rawValue)
            writer.writeUInt64(node.rawValue)
        case .generation(let group):
            writer.writeByte(0x14)
            writer.writeUInt32(group.rawValue)
        }
        return writer.bytes
    }

    package init(bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        switch try reader.readByte() {
        case 0x01:
            self = .identity
        case 0x02:
            self = .pin(NodeID(try reader.readUInt64()))
        case 0x10:
            self = .state(GroupID(try reader.readUInt32()))
        case 0x11:
            self = .truncation(GroupID(try reader.readUInt32()))
        case 0x12:
            self = .membership(
                GroupID(try reader.readUInt32()), LogIndex(try reader.readUInt64()))
        case 0x13:
            self = .acknowledgement(
                GroupID(try reader.readUInt32()), NodeID(try reader.readUInt64()))
        case 0x14:
            self = .generation(GroupID(try reader.readUInt32()))
        case let table:
            throw .invalid("a meta key has the unknown table byte \(table)")
        }
        try reader.expectEnd()
    }
}
