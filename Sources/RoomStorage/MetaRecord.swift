package import ByteCoding

/// The values of the column `meta`.
///
/// ```
/// version:1  body  crc32c:4
/// ```
/// The checksum covers the key, the version and the body, so a value under another key is refused.
package enum MetaRecord {
    package static let version: UInt8 = 1
    private static let checksumBytes = 4

    package static func encode(
        under key: MetaKey, _ writeBody: (inout ByteWriter) -> Void
    ) -> [UInt8] {
        var writer = ByteWriter(capacity: 64)
        writer.writeByte(Self.version)
        writeBody(&writer)
        var crc = CRC32C()
        crc.update(key.bytes)
        crc.update(writer.bytes)
        writer.writeUInt32(crc.value)
        return writer.bytes
    }

    package static func decode<Value>(
        _ value: [UInt8], under key: MetaKey,
        _ readBody: (inout ByteReader) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value {
        guard value.count > Self.checksumBytes else {
            throw .truncated(wanted: Self.checksumBytes + 1, remaining: value.count)
        }
        let covered = value.dropLast(Self.checksumBytes)
        var trailer = ByteReader(value.suffix(Self.checksumBytes))
        let expected = try trailer.readUInt32()
        var crc = CRC32C()
        crc.update(key.bytes)
        crc.update(covered)
        guard crc.value == expected else {
            throw .checksumMismatch(expected: expected, actual: crc.value)
        }
        var reader = ByteReader(covered)
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        let body = try readBody(&reader)
        try reader.expectEnd()
        return body
    }
}
