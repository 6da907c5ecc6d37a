package import ByteCoding

/// The bytes of a log entry, on the wire and on disk.
///
/// ```
/// version:1  kind:1  index:8  term:8  crc32c:4  payload length:4  payload
/// ```
/// The checksum covers the cluster, the group and everything in the record but itself, so a record
/// that strays into another cluster's, group's or slot's place is refused.
package struct EntryCoding: Sendable {
    package static let version: UInt8 = 1
    package static let overhead = 26

    private let cluster: ClusterID
    private let group: GroupID

    package init(cluster: ClusterID, group: GroupID) {
        self.cluster = cluster
        self.group = group
    }

    package func encode(_ entry: Entry, into writer: inout ByteWriter) {
        writer.writeByte(Self.version)
        writer.writeByte(entry.kind.rawValue)
        writer.writeUInt64(entry.index.rawValue)
        writer.writeUInt64(entry.term.rawValue)
        writer.writeUInt32(self.checksum(entry))
        writer.writeUInt32(UInt32(entry.payload.count))
        writer.writeRaw(entry.payload)
    }

    package func decode(from reader: inout ByteReader) throws(DecodingFailure) -> Entry {
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        let kindByte = try reader.readByte()
        guard let kind = Entry.Kind(rawValue: kindByte) else {
            throw .invalid("an entry has the unknown kind \(kindByte)")
        }
        let index = LogIndex(try reader.readUInt64())
        guard index > .zero else { throw .invalid("an entry has the index 0") }
        let term = Term(try reader.readUInt64())
        let expected = try reader.readUInt32()
        let length = Int(try reader.readUInt32())
        guard length <= Limits.entryPayloadBytes else {
            throw .limitExceeded(limit: Limits.entryPayloadBytes, actual: UInt64(length))
        }
        let payload = try reader.readRaw(count: length)
        let entry = Entry(index: index, term: term, kind: kind, payload: payload)
        let actual = self.checksum(entry)
        guard actual == expected else {
            throw .checksumMismatch(expected: expected, actual: actual)
        }
        return entry
    }

    private func checksum(_ entry: Entry) -> UInt32 {
        var crc = CRC32C()
        crc.update(self.cluster.rawValue)
        crc.update(UInt64(self.group.rawValue))
        crc.update(entry.index.rawValue)
        crc.update(entry.term.rawValue)
        crc.update(UInt64(entry.kind.rawValue))
        crc.update(entry.payload)
        return crc.value
    }
}
