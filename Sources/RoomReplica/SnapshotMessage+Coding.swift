package import ByteCoding
internal import Raft

/// The bytes of a `SnapshotMessage`.
///
/// ```
/// offer     tag 1  term:varint  membership index:varint  membership  manifest
/// chunk     tag 2  snapshot id:16  offset:varint  crc32c:4  bytes
/// progress  tag 3  snapshot id:16  received:varint  state:1
/// ```
/// A chunk's checksum covers id, offset and bytes, so a chunk in the wrong place is refused.
extension SnapshotMessage {
    private enum Tag: UInt8 {
        case offer = 1
        case chunk = 2
        case progress = 3
    }

    package func encode(into writer: inout ByteWriter) {
        switch self {
        case .offer(let offer):
            writer.writeByte(Tag.offer.rawValue)
            writer.writeVarint(offer.term.rawValue)
            writer.writeVarint(offer.membership.index.rawValue)
            offer.membership.membership.encode(into: &writer)
            offer.manifest.encode(into: &writer)
        case .chunk(let chunk):
            writer.writeByte(Tag.chunk.rawValue)
            chunk.snapshot.encode(into: &writer)
            writer.writeVarint(chunk.offset)
            writer.writeUInt32(chunk.checksum)
            writer.writeBytes(chunk.bytes)
        case .progress(let progress):
            writer.writeByte(Tag.progress.rawValue)
            progress.snapshot.encode(into: &writer)
            writer.writeVarint(progress.received)
            writer.writeByte(progress.state.rawValue)
        }
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        let tagByte = try reader.readByte()
        switch Tag(rawValue: tagByte) {
        case .offer:
            let term = Term(try reader.readVarint())
            let index = LogIndex(try reader.readVarint())
            let membership = try Membership(from: &reader)
            let manifest = try SnapshotManifest(from: &reader)
            guard index <= manifest.applied.index else {
                throw .invalid(
                    "a snapshot at \(manifest.applied.index) has the membership of \(index)")
            }
            self = .offer(
                SnapshotOffer(
                    term: term, manifest: manifest,
                    membership: MembershipRecord(index: index, membership: membership)))
        case .chunk:
            let snapshot = try StableHash(from: &reader)
            let offset = try reader.readVarint()
            let expected = try reader.readUInt32()
            let chunk = SnapshotChunk(
                snapshot: snapshot, offset: offset,
                bytes: try reader.readBytes(limit: Limits.snapshotChunkBytes))
            guard chunk.checksum == expected else {
                throw .checksumMismatch(expected: expected, actual: chunk.checksum)
            }
            self = .chunk(chunk)
        case .progress:
            let snapshot = try StableHash(from: &reader)
            let received = try reader.readVarint()
            let stateByte = try reader.readByte()
            guard let state = SnapshotProgress.State(rawValue: stateByte) else {
                throw .invalid("the progress of a snapshot has the unknown state \(stateByte)")
            }
            self = .progress(
                SnapshotProgress(snapshot: snapshot, received: received, state: state))
        case .none:
            throw .invalid("a snapshot message has the unknown tag \(tagByte)")
        }
    }
}

extension SnapshotChunk {
    fileprivate var checksum: UInt32 {
        var crc = CRC32C()
        crc.update(self.snapshot.high)
        crc.update(self.snapshot.low)
        crc.update(self.offset)
        crc.update(self.bytes)
        return crc.value
    }
}
