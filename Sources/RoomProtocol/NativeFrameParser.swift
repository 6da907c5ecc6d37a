package import NIOCore
package import SwiftProtobuf

/// Cuts the bytes of a native connection into envelopes.
///
/// It owns the bytes that do not make a whole frame yet, and nothing else: no channel, no clock.
/// `NativeFrameDecoder` and the client's connection feed it. After an error it stays failed,
/// because the place where the next frame begins is not known any more.
///
/// Invariant: once `next()` has returned nil, fewer than 4 + `Limits.envelopeBytes` bytes are held.
package struct NativeFrameParser<Envelope: Message>: Sendable {
    private var buffer = ByteBuffer()
    private var failure: NativeFrameError?

    package init() {}

    /// Takes bytes in the order in which they arrived.
    ///
    /// Call `next()` until it returns nil before the next `append`.
    package mutating func append(_ bytes: ByteBuffer) {
        guard self.failure == nil else { return }
        if self.buffer.readableBytes == 0 {
            self.buffer = bytes
        } else {
            self.buffer.discardReadBytes()
            self.buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next whole envelope, or nil when more bytes are needed.
    package mutating func next() throws(NativeFrameError) -> Envelope? {
        if let failure = self.failure { throw failure }
        do {
            return try self.parse()
        } catch {
            self.failure = error
            self.buffer = ByteBuffer()
            throw error
        }
    }

    /// What is wrong when no byte follows: an incomplete frame.
    ///
    /// Nil when the stream ended between frames, or had failed before.
    package var endFailure: NativeFrameError? {
        let received = self.buffer.readableBytes
        guard received > 0 else { return nil }
        let length: UInt32 =
            self.buffer.getInteger(at: self.buffer.readerIndex) ?? 0
        let expected = NativeFrame.prefixBytes + Int(length)
        return received < expected ? .truncated(expected: expected, received: received) : nil
    }

    private mutating func parse() throws(NativeFrameError) -> Envelope? {
        guard let length: UInt32 = self.buffer.getInteger(at: self.buffer.readerIndex) else {
            return nil
        }
        guard length > 0 else { throw .empty }
        guard length <= Limits.envelopeBytes else {
            throw .oversize(limit: Limits.envelopeBytes, actual: Int(length))
        }
        guard self.buffer.readableBytes >= NativeFrame.prefixBytes + Int(length) else {
            return nil
        }
        self.buffer.moveReaderIndex(forwardBy: NativeFrame.prefixBytes)
        let envelope = try Self.decode(self.buffer, count: Int(length))
        self.buffer.moveReaderIndex(forwardBy: Int(length))
        if self.buffer.readableBytes == 0 {
            // Lets the channel reuse its read buffer instead of sharing it with this parser.
            self.buffer = ByteBuffer()
        }
        return envelope
    }

    private static func decode(
        _ buffer: ByteBuffer, count: Int
    ) throws(NativeFrameError) -> Envelope {
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = Limits.messageDepth
        // A field that this version does not know is neither stored nor sent on.
        options.discardUnknownFields = true
        do {
            return try buffer.withUnsafeReadableBytes { bytes in
                let frame = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                return try Envelope(serializedBytes: frame.bytes, options: options)
            }
        } catch {
            throw .malformed(reason: "\(error)")
        }
    }
}
