import ByteCoding
import RoomReplica

/// Where in a data directory snapshots are made and received, and what they may consist of.
///
/// ```
/// snapshot-out/checkpoint/   a copy of the state database that is being sent
/// snapshot-in/manifest       what is being received: version:1 manifest crc32c:4
/// snapshot-in/files/         its files, as far as they have come
/// ```
struct SnapshotLayout: Sendable {
    enum Name {
        static let outgoing = "snapshot-out"
        static let incoming = "snapshot-in"
    }

    private static let currentFile = "CURRENT"
    private static let manifestPrefix = "MANIFEST-"
    private static let tableSuffix = ".sst"
    private static let version: UInt8 = 1
    private static let checksumBytes = 4

    let directory: String

    var outgoing: String { "\(self.directory)/\(Name.outgoing)" }
    var checkpoint: String { "\(self.outgoing)/checkpoint" }
    var incoming: String { "\(self.directory)/\(Name.incoming)" }
    var manifest: String { "\(self.incoming)/manifest" }
    var temporaryManifest: String { "\(self.incoming)/manifest.tmp" }
    var files: String { "\(self.incoming)/files" }

    func path(ofGeneration generation: UInt64) -> String {
        "\(self.directory)/\(StateGenerations.name(of: generation))"
    }

    /// Whether a file of a checkpoint belongs to the data: everything else RocksDB makes anew.
    static func isData(_ name: String) -> Bool {
        if name == Self.currentFile { return true }
        let digits: Substring
        if name.hasPrefix(Self.manifestPrefix) {
            digits = name.dropFirst(Self.manifestPrefix.count)
        } else if name.hasSuffix(Self.tableSuffix) {
            digits = name.dropLast(Self.tableSuffix.count)
        } else {
            return false
        }
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Throws `.invalid` unless the files could be those of a state database.
    static func check(_ manifest: SnapshotManifest) throws(SnapshotStorageError) {
        var names: Set<String> = []
        var total: UInt64 = 0
        for file in manifest.files {
            guard Self.isData(file.name), names.insert(file.name).inserted, file.size > 0 else {
                throw .invalid(
                    "\"\(file.name)\" of \(file.size) bytes is no file of a state database, or is "
                        + "listed twice")
            }
            let (sum, isTooLarge) = total.addingReportingOverflow(file.size)
            guard !isTooLarge, sum <= UInt64(Int64.max) else {
                throw .invalid("its files are larger than any disk")
            }
            total = sum
        }
        let catalogues = names.count { $0.hasPrefix(Self.manifestPrefix) }
        guard names.contains(Self.currentFile), catalogues == 1 else {
            throw .invalid(
                "of its \(names.count) files \(catalogues) are named \(Self.manifestPrefix)N "
                    + "instead of one, or none is \(Self.currentFile)")
        }
    }

    static func encode(_ manifest: SnapshotManifest) -> [UInt8] {
        var writer = ByteWriter(capacity: 1024)
        writer.writeByte(Self.version)
        manifest.encode(into: &writer)
        writer.writeUInt32(CRC32C.checksum(writer.bytes))
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(DecodingFailure) -> SnapshotManifest {
        guard bytes.count > Self.checksumBytes else {
            throw .truncated(wanted: Self.checksumBytes + 1, remaining: bytes.count)
        }
        let covered = Array(bytes.dropLast(Self.checksumBytes))
        var trailer = ByteReader(bytes.suffix(Self.checksumBytes))
        let expected = try trailer.readUInt32()
        let actual = CRC32C.checksum(covered)
        guard actual == expected else {
            throw .checksumMismatch(expected: expected, actual: actual)
        }
        var reader = ByteReader(covered)
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        let manifest = try SnapshotManifest(from: &reader)
        try reader.expectEnd()
        return manifest
    }

    /// The manifest of what is being received, or `nil` when there is none, or it is damaged.
    func storedManifest() throws(SystemCallError) -> SnapshotManifest? {
        // One byte more than allowed tells a file that is too long.
        let limit = Limits.snapshotManifestBytes + 1
        guard let bytes = try FileSystem.readFile(self.manifest, limit: limit),
            bytes.count < limit, try FileSystem.kind(of: self.files) == .directory
        else { return nil }
        return try? Self.decode(bytes)
    }
}
