import ByteCoding
import RoomReplica

/// The bytes with which the file of a backup begins.
///
/// ```
/// "RKBACKUP":8  version:4  length:4  manifest  crc32c:4
/// ```
/// The checksum covers all that is before it. The files of the state follow, one after the other
/// and nothing else, so the length of the whole is known from the heading.
enum BackupHeading {
    enum Fault: Error, Equatable {
        /// It does not begin as a backup does.
        case foreign
        case unknownVersion(UInt32)
        /// It ends before the heading does.
        case truncated
        case damaged(String)
    }

    static let version: UInt32 = 1
    /// What is before the manifest.
    static let prefixBytes = 16
    private static let mark = Array("RKBACKUP".utf8)
    static var markBytes: Int { Self.mark.count }
    private static let checksumBytes = 4

    static func encode(_ manifest: BackupManifest) -> [UInt8] {
        let body = manifest.encoded()
        var writer = ByteWriter(capacity: Self.prefixBytes + body.count + Self.checksumBytes)
        writer.writeRaw(Self.mark)
        writer.writeUInt32(Self.version)
        writer.writeUInt32(UInt32(clamping: body.count))
        writer.writeRaw(body)
        writer.writeUInt32(CRC32C.checksum(writer.bytes))
        return writer.bytes
    }

    /// How long the heading is, told from its first `prefixBytes` bytes.
    static func length(of prefix: [UInt8]) throws(Fault) -> Int {
        guard prefix.starts(with: Self.mark.prefix(prefix.count)) else { throw .foreign }
        var reader = ByteReader(prefix)
        let version: UInt32
        let length: Int
        do throws(DecodingFailure) {
            try reader.skip(count: Self.mark.count)
            version = try reader.readUInt32()
            length = Int(try reader.readUInt32())
        } catch {
            throw .truncated
        }
        guard version == Self.version else { throw .unknownVersion(version) }
        guard length <= Limits.backupManifestBytes else {
            throw .damaged("it would be \(length) bytes long")
        }
        return Self.prefixBytes + length + Self.checksumBytes
    }

    static func decode(_ heading: [UInt8]) throws(Fault) -> BackupManifest {
        guard heading.count >= Self.prefixBytes + Self.checksumBytes else { throw .truncated }
        let covered = Array(heading.dropLast(Self.checksumBytes))
        var trailer = ByteReader(heading.suffix(Self.checksumBytes))
        do throws(DecodingFailure) {
            let expected = try trailer.readUInt32()
            let actual = CRC32C.checksum(covered)
            guard actual == expected else {
                throw .checksumMismatch(expected: expected, actual: actual)
            }
            return try BackupManifest(decoding: Array(covered.dropFirst(Self.prefixBytes)))
        } catch {
            throw .damaged("\(error)")
        }
    }
}
