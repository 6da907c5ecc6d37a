import ByteCoding
package import NIOCore
package import Raft

/// Writes frames into a buffer that may hold many of them.
package enum FrameEncoder {
    /// Appends one frame; the body is copied once, and the checksum is computed where it lies.
    ///
    /// The body must not be larger than `Limits.payloadBytes`: whoever queues it has checked.
    package static func encode(
        _ kind: FrameKind, group: GroupID, body: [UInt8], into buffer: inout ByteBuffer
    ) {
        invariant(
            body.count <= Limits.payloadBytes,
            "a frame body of \(body.count) bytes is above the limit of \(Limits.payloadBytes)")
        let start = buffer.writerIndex - buffer.readerIndex
        let counted = FrameLayout.countedHeaderBytes + body.count
        buffer.writeMultipleIntegers(
            UInt32(counted), UInt32(0), kind.rawValue, UInt8(0), group.rawValue)
        buffer.writeBytes(body)
        let checksum = buffer.withUnsafeReadableBytes { bytes in
            var crc = CRC32C()
            crc.update(
                UnsafeRawBufferPointer(rebasing: bytes[(start + FrameLayout.prefixBytes)...]))
            return crc.value
        }
        buffer.setInteger(checksum, at: buffer.readerIndex + start + 4)
    }
}
