import ByteCoding

/// Frames built byte by byte, for what no honest encoder writes.
enum RawFrame {
    /// Puts a right length and a right checksum before kind, flags, group and body.
    static func sealed(_ counted: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeUInt32(UInt32(counted.count))
        writer.writeUInt32(CRC32C.checksum(counted))
        writer.writeRaw(counted)
        return writer.bytes
    }
}
