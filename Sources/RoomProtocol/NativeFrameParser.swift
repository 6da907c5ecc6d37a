package import NIOCore

/// Cuts the bytes of a native connection into envelopes.
///
/// It owns the bytes that do not make a whole frame yet, and nothing else: no channel, no clock.
/// `NativeFrameDecoder` and the client's connection feed it. After an error it stays failed,
/// because the place where the next frame begins is not known any more.
///
/// Invariant: once `next()` has returned nil, fewer than 4 + `Limits.envelopeBytes` bytes are held.
package struct NativeFrameParser<Envelope: DirectlyDecodable & Sendable>: Sendable {
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
        try self.take { (buffer, count) throws(NativeFrameError) in
            try NativeFrame.decode(from: buffer, count: count)
        }
    }

    /// The bytes of the next whole envelope, whatever they are, or nil when more are needed.
    package mutating func nextFrame() throws(NativeFrameError) -> ByteBuffer? {
        try self.take { buffer, count in
            buffer.getSlice(at: buffer.readerIndex, length: count)
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

    private mutating func take<Taken>(
        _ open: (ByteBuffer, Int) throws(NativeFrameError) -> Taken?
    ) throws(NativeFrameError) -> Taken? {
        if let failure = self.failure { throw failure }
        do {
            guard let length = try self.cut() else { return nil }
            let taken = try open(self.buffer, length)
            self.buffer.moveReaderIndex(forwardBy: length)
            if self.buffer.readableBytes == 0 {
                // Lets the channel reuse its read buffer instead of sharing it with this parser.
                self.buffer = ByteBuffer()
            }
            return taken
        } catch {
            self.failure = error
            self.buffer = ByteBuffer()
            throw error
        }
    }

    /// Steps over the length of the next envelope if all of it is there, and returns it.
    private mutating func cut() throws(NativeFrameError) -> Int? {
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
        return Int(length)
    }
}
