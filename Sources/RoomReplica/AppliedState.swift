package import ByteCoding
package import Raft
package import RoomState

/// How far the rooms are, kept under `StateKey.applied` in every batch of changes: whatever a crash
/// leaves of the state database carries the index that it belongs to.
package struct AppliedState: Equatable, Sendable {
    package static let version: UInt8 = 1

    package var index: LogIndex
    package var term: Term
    package var groupTime: GroupTime
    package var digest: StableHash

    package static let initial = AppliedState(
        index: .zero, term: .zero, groupTime: .zero, digest: .zero)

    package init(index: LogIndex, term: Term, groupTime: GroupTime, digest: StableHash) {
        self.index = index
        self.term = term
        self.groupTime = groupTime
        self.digest = digest
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 48)
        writer.writeByte(Self.version)
        writer.writeVarint(self.index.rawValue)
        writer.writeVarint(self.term.rawValue)
        self.groupTime.encode(into: &writer)
        self.digest.encode(into: &writer)
        return writer.bytes
    }

    package init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        self.index = LogIndex(try reader.readVarint())
        self.term = Term(try reader.readVarint())
        self.groupTime = try GroupTime(from: &reader)
        self.digest = try StableHash(from: &reader)
        try reader.expectEnd()
    }

    /// What `reader` holds: `initial` for a state that nothing was applied to.
    package static func recover(from reader: some StateReader) throws(StateReadFailure) -> Self {
        guard let bytes = try reader.value(for: StateKey.applied) else { return .initial }
        do throws(DecodingFailure) {
            return try AppliedState(decoding: bytes)
        } catch {
            throw StateReadFailure("the record of the applied index is damaged: \(error)")
        }
    }
}
