import ByteCoding
package import NIOCore
import Raft

/// Cuts the bytes of one connection into frames.
///
/// It holds at most one incomplete frame and what came after it in the same read. It checks the
/// length before it waits for the bytes, and the checksum before it believes any other field. After
/// it has thrown it must not be asked again: the place of the next frame is lost.
package struct FrameDecoder {
    /// The largest length field taken: small until the other side is known.
    package var lengthLimit: Int
    private var unread: ByteBuffer?

    package init(lengthLimit: Int) {
        self.lengthLimit = lengthLimit
    }

    /// Bytes that were read and are not part of a finished frame yet.
    package var unreadBytes: Int { self.unread?.readableBytes ?? 0 }

    /// Takes what one read of the socket brought.
    package mutating func append(_ incoming: ByteBuffer) {
        guard var unread = self.unread.take(), unread.readableBytes > 0 else {
            self.unread = incoming
            return
        }
        var incoming = incoming
        unread.writeBuffer(&incoming)
        self.unread = unread
    }

    /// Hands out the next whole frame, or `nil` when more bytes are needed.
    package mutating func next() throws(PeerLinkError) -> Frame? {
        guard var unread = self.unread.take() else { return nil }
        let result = Self.readFrame(from: &unread, lengthLimit: self.lengthLimit)
        self.unread = unread
        return try result.get()
    }

    /// Gives back space that the frames read so far took; called once a read was worked through.
    package mutating func reclaim() {
        guard var unread = self.unread.take() else { return }
        if unread.readableBytes == 0 { return }
        if unread.readerIndex >= Limits.keptReadBytes {
            unread.discardReadBytes()
        }
        self.unread = unread
    }

    private static func readFrame(
        from unread: inout ByteBuffer, lengthLimit: Int
    ) -> Result<Frame?, PeerLinkError> {
        let start = unread.readerIndex
        guard let lengthField = unread.getInteger(at: start, as: UInt32.self) else {
            return .success(nil)
        }
        let length = Int(lengthField)
        guard length <= lengthLimit else {
            return .failure(.frameTooLarge(length: length, limit: lengthLimit))
        }
        guard length >= FrameLayout.countedHeaderBytes else {
            return .failure(
                .frameTooShort(length: length, minimum: FrameLayout.countedHeaderBytes))
        }
        guard unread.readableBytes >= FrameLayout.prefixBytes + length else {
            return .success(nil)
        }
        let actual = unread.withUnsafeReadableBytes { bytes in
            var crc = CRC32C()
            let counted = FrameLayout.prefixBytes..<FrameLayout.prefixBytes + length
            crc.update(UnsafeRawBufferPointer(rebasing: bytes[counted]))
            return crc.value
        }
        guard
            let (_, expected, kindByte, flags, group) = unread.readMultipleIntegers(
                as: (UInt32, UInt32, UInt8, UInt8, UInt32).self),
            let body = unread.readBytes(length: length - FrameLayout.countedHeaderBytes)
        else {
            invariant(false, "\(length) bytes of a frame were there and could not be read")
            return .success(nil)
        }
        guard actual == expected else {
            return .failure(.checksumMismatch(expected: expected, actual: actual))
        }
        guard let kind = FrameKind(rawValue: kindByte) else {
            return .failure(.unknownFrameKind(kindByte))
        }
        guard flags == 0 else { return .failure(.reservedFlags(flags)) }
        return .success(Frame(kind: kind, group: GroupID(group), body: body))
    }
}
