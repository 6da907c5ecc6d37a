import ByteCoding
package import Raft

/// The keys of the column `entries`: `group:4 index:8`, big endian, so that they sort by index.
package enum EntryKey {
    package static let length = 12

    package static func make(_ group: GroupID, _ index: LogIndex) -> [UInt8] {
        var writer = ByteWriter(capacity: Self.length)
        writer.writeUInt32(group.rawValue)
        writer.writeUInt64(index.rawValue)
        return writer.bytes
    }

    /// The first key after all entries of `group`.
    package static func end(of group: GroupID) -> [UInt8] {
        Self.make(GroupID(group.rawValue + 1), .zero)
    }

    /// The index of a key of `group`, or `nil` when it is none.
    package static func index(of key: UnsafeRawBufferPointer, in group: GroupID) -> LogIndex? {
        guard key.count == Self.length else { return nil }
        let keyGroup = UInt32(bigEndian: key.loadUnaligned(as: UInt32.self))
        guard keyGroup == group.rawValue else { return nil }
        return LogIndex(UInt64(bigEndian: key.loadUnaligned(fromByteOffset: 4, as: UInt64.self)))
    }
}
