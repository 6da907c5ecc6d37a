import ByteCoding

/// The records of many requests under one key of the state database, so that remembering an
/// outcome costs no put of its own.
///
/// ```
/// version:1  { length:4  hash:8  expires at:8  fingerprint:16  key  outcome }...
/// ```
struct RequestPack {
    static let version: UInt8 = 1
    /// Length, hash and expiry: what is read of a record to tell whether it is the one.
    private static let minimumRecordBytes = 4 + 8 + 8 + 16 + 2

    /// The log index of the first record's entry; the key of the pack.
    let index: UInt64
    private(set) var hashes: [UInt64] = []
    private(set) var lastExpiry = GroupTime.zero
    private var writer: ByteWriter

    init(index: UInt64) {
        self.index = index
        self.writer = ByteWriter(capacity: 4096)
        self.writer.writeByte(Self.version)
    }

    /// Reads a stored pack, without decoding its outcomes.
    init(index: UInt64, bytes: [UInt8]) throws(DecodingFailure) {
        self.index = index
        self.writer = ByteWriter()
        var reader = ByteReader(bytes)
        try Self.readVersion(from: &reader)
        while !reader.isAtEnd {
            let length = try Self.readLength(from: &reader)
            self.hashes.append(try reader.readUInt64())
            self.lastExpiry = max(
                self.lastExpiry, GroupTime(milliseconds: try reader.readUInt64()))
            try reader.skip(count: length - 16)
        }
    }

    var bytes: [UInt8] { self.writer.bytes }

    mutating func append(_ record: RequestRecord) {
        let start = self.writer.count
        self.writer.writeUInt32(0)
        self.writer.writeUInt64(record.key.hash)
        self.writer.writeUInt64(record.expiresAt.milliseconds)
        record.fingerprint.encode(into: &self.writer)
        self.writer.writeBytes(record.key.bytes)
        self.writer.writeBytes(record.outcome)
        self.writer.patchUInt32(UInt32(self.writer.count - start - 4), at: start)
        self.hashes.append(record.key.hash)
        self.lastExpiry = max(self.lastExpiry, record.expiresAt)
    }

    /// The last record under `key`, compared whole; `nil` when only its hash is the same.
    static func record(
        under key: RequestKey, in bytes: [UInt8]
    ) throws(DecodingFailure) -> RequestRecord? {
        var found: RequestRecord?
        var reader = ByteReader(bytes)
        try Self.readVersion(from: &reader)
        while !reader.isAtEnd {
            let length = try Self.readLength(from: &reader)
            let end = reader.position + length
            guard try reader.readUInt64() == key.hash else {
                try reader.skip(count: length - 8)
                continue
            }
            let expiresAt = GroupTime(milliseconds: try reader.readUInt64())
            let fingerprint = try StableHash(from: &reader)
            let keyBytes = try reader.readBytes(limit: length)
            let outcome = try reader.readBytes(limit: Limits.outcomeBytes)
            guard reader.position == end else {
                throw .invalid("a record does not end where its length says")
            }
            if keyBytes == key.bytes {
                found = RequestRecord(
                    key: key, fingerprint: fingerprint, expiresAt: expiresAt, outcome: outcome)
            }
        }
        return found
    }

    private static func readVersion(from reader: inout ByteReader) throws(DecodingFailure) {
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
    }

    private static func readLength(from reader: inout ByteReader) throws(DecodingFailure) -> Int {
        let length = Int(try reader.readUInt32())
        guard length >= Self.minimumRecordBytes - 4, length <= reader.remaining else {
            throw .truncated(wanted: length, remaining: reader.remaining)
        }
        return length
    }
}
