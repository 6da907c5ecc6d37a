package import ByteCoding
package import Raft
package import RoomState

/// How far the rooms are, kept under `StateKey.applied` in every batch of changes: whatever a crash
/// leaves of the state database carries the index that it belongs to.
///
/// ```
/// version:1 = 1  index:varint  term:varint  group time:varint  digest:16
/// version:1 = 2  the same, then  feature level:varint
/// ```
/// The first version is that of level 1. A release that knows no levels does not read the second,
/// and so does not open a state that has reached one.
package struct AppliedState: Equatable, Sendable {
    private static let versionOfFirstLevel: UInt8 = 1
    private static let version: UInt8 = 2

    package var index: LogIndex
    package var term: Term
    package var groupTime: GroupTime
    package var digest: StableHash
    package var featureLevel: FeatureLevel

    package static let initial = AppliedState(
        index: .zero, term: .zero, groupTime: .zero, digest: .zero)

    package init(
        index: LogIndex, term: Term, groupTime: GroupTime, digest: StableHash,
        featureLevel: FeatureLevel = .first
    ) {
        self.index = index
        self.term = term
        self.groupTime = groupTime
        self.digest = digest
        self.featureLevel = featureLevel
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 48)
        let isRaised = self.featureLevel > .first
        writer.writeByte(isRaised ? Self.version : Self.versionOfFirstLevel)
        writer.writeVarint(self.index.rawValue)
        writer.writeVarint(self.term.rawValue)
        self.groupTime.encode(into: &writer)
        self.digest.encode(into: &writer)
        if isRaised { writer.writeVarint(UInt64(self.featureLevel.rawValue)) }
        return writer.bytes
    }

    package init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard (Self.versionOfFirstLevel...Self.version).contains(version) else {
            throw .unknownVersion(UInt64(version))
        }
        self.index = LogIndex(try reader.readVarint())
        self.term = Term(try reader.readVarint())
        self.groupTime = try GroupTime(from: &reader)
        self.digest = try StableHash(from: &reader)
        self.featureLevel =
            version == Self.versionOfFirstLevel ? .first : try FeatureLevel(raisedFrom: &reader)
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
