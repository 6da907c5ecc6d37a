package import ByteCoding

/// What a snapshot consists of: the state it holds, and the files that hold it.
///
/// Its bytes, as they are sent, are those of the files one after the other.
package struct SnapshotManifest: Equatable, Sendable {
    package struct File: Equatable, Sendable {
        /// A plain name, without any directory.
        package var name: String
        package var size: UInt64
        /// Of the whole file.
        package var crc32c: UInt32

        package init(name: String, size: UInt64, crc32c: UInt32) {
            self.name = name
            self.size = size
            self.crc32c = crc32c
        }
    }

    package static let version: UInt8 = 1

    /// Read from the snapshot itself, not from the node that made it: last applied entry, group
    /// time and state digest.
    package var applied: AppliedState
    /// In the order in which their bytes are sent.
    package var files: [File]

    package init(applied: AppliedState, files: [File]) {
        self.applied = applied
        self.files = files
    }

    /// The length of all files together, in bytes.
    package var size: UInt64 { self.files.reduce(0) { $0 + $1.size } }

    /// Two manifests with the same id name the same bytes, so a transfer may go on where one of the
    /// same id ended.
    package var id: StableHash { StableHash(of: self.encoded()) }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 64 + self.files.count * 32)
        self.encode(into: &writer)
        return writer.bytes
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeByte(Self.version)
        writer.writeBytes(self.applied.encoded())
        writer.writeVarint(UInt64(self.files.count))
        for file in self.files {
            writer.writeString(file.name)
            writer.writeUInt64(file.size)
            writer.writeUInt32(file.crc32c)
        }
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        self.applied = try AppliedState(
            decoding: try reader.readBytes(limit: Limits.appliedStateBytes))
        let count = try reader.readCount(limit: Limits.snapshotFiles, minimumItemSize: 13)
        var files: [File] = []
        files.reserveCapacity(count)
        var total: UInt64 = 0
        for _ in 0..<count {
            let name = try reader.readString(limit: Limits.snapshotFileNameBytes)
            guard Self.isPlainName(name) else {
                throw .invalid("a snapshot has a file with the name \"\(name)\"")
            }
            guard !files.contains(where: { $0.name == name }) else {
                throw .invalid("a snapshot lists the file \(name) twice")
            }
            let size = try reader.readUInt64()
            let (sum, isTooLarge) = total.addingReportingOverflow(size)
            guard !isTooLarge else { throw .invalid("the sizes of a snapshot's files overflow") }
            total = sum
            files.append(File(name: name, size: size, crc32c: try reader.readUInt32()))
        }
        self.files = files
    }

    /// A name that stays within its directory, whoever sent it.
    private static func isPlainName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default:
                false
            }
        }
        return isPlain && !name.isEmpty && name != "." && name != ".."
    }
}
