package import ByteCoding
package import Raft
package import RoomReplica

/// What the file of a backup says of itself, before the files of the state follow.
///
/// It holds the manifest of a snapshot, for a backup is one, and what a person asks of a file that
/// is found years later: of which cluster, as of when, with which members, made by what.
package struct BackupManifest: Equatable, Sendable {
    /// The node that made it.
    package var maker: StoreIdentity
    /// The version of the program that made it.
    package var program: String
    /// The version of the data directory's layout, which the files of the state belong to.
    package var directoryFormat: UInt64
    /// When it was made, by the wall clock of its node: milliseconds since 1970.
    package var madeAt: UInt64
    /// All rooms, ended ones too.
    package var rooms: UInt64
    /// The members as its node knew them, and where in the log they were set.
    ///
    /// For people: a restored cluster has members of its own.
    package var membership: MembershipRecord
    /// Of every key and value of the state; unlike the state digest it can be computed again.
    package var content: StableHash
    package var snapshot: SnapshotManifest
    /// For each file the checksums of its pieces of `Limits.backupPieceBytes`.
    package var pieces: [[UInt32]]

    package init(
        _ details: BackupDetails, maker: StoreIdentity, rooms: UInt64, content: StableHash,
        files: SnapshotManifest, pieces: [[UInt32]]
    ) {
        self.maker = maker
        self.program = details.program
        self.directoryFormat = IdentityFile.formatVersion
        self.madeAt = details.madeAt
        self.rooms = rooms
        self.membership = details.membership
        self.content = content
        self.snapshot = files
        self.pieces = pieces
    }

    /// How many pieces a file of `size` bytes has.
    static func pieceCount(of size: UInt64) -> UInt64 {
        // Whatever a heading says the size is: rounding up first could overflow.
        size / Limits.backupPieceBytes + (size.isMultiple(of: Limits.backupPieceBytes) ? 0 : 1)
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 1024)
        self.maker.encode(into: &writer)
        writer.writeString(self.program)
        writer.writeVarint(self.directoryFormat)
        writer.writeVarint(self.madeAt)
        writer.writeVarint(self.rooms)
        writer.writeVarint(self.membership.index.rawValue)
        writer.writeBytes(self.membership.membership.encodedPayload())
        self.content.encode(into: &writer)
        writer.writeBytes(self.snapshot.encoded())
        for checksum in self.pieces.joined() {
            writer.writeUInt32(checksum)
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        self.maker = try StoreIdentity(from: &reader)
        self.program = try reader.readString(limit: Limits.backupProgramBytes)
        self.directoryFormat = try reader.readVarint()
        self.madeAt = try reader.readVarint()
        self.rooms = try reader.readVarint()
        let index = LogIndex(try reader.readVarint())
        self.membership = MembershipRecord(
            index: index,
            membership: try Membership(
                payload: try reader.readBytes(limit: Limits.backupMembershipBytes)))
        self.content = try StableHash(from: &reader)
        var inner = ByteReader(try reader.readBytes(limit: Limits.snapshotManifestBytes))
        self.snapshot = try SnapshotManifest(from: &inner)
        try inner.expectEnd()
        self.pieces = []
        for file in self.snapshot.files {
            let count = Self.pieceCount(of: file.size)
            guard count <= UInt64(reader.remaining / 4) else {
                throw .truncated(wanted: Int(clamping: count), remaining: reader.remaining / 4)
            }
            var checksums: [UInt32] = []
            checksums.reserveCapacity(Int(count))
            for _ in 0..<count {
                checksums.append(try reader.readUInt32())
            }
            self.pieces.append(checksums)
        }
        try reader.expectEnd()
    }
}
