package import NIOCore
package import SwiftProtobuf

/// The frame of the native door: a 4-byte big-endian length, then that many bytes of one envelope.
package enum NativeFrame {
    /// Bytes of the length prefix.
    package static let prefixBytes = 4

    /// Appends one envelope, with its length, to `buffer`.
    ///
    /// - Throws: as `encode` does; `buffer` is then unchanged.
    package static func write(
        _ envelope: some Message, into buffer: inout ByteBuffer
    ) throws(NativeFrameError) {
        Self.append(try Self.encode(envelope), to: &buffer)
    }

    /// The bytes of one envelope, without its length.
    ///
    /// - Throws: `.oversize` when the envelope is over the limit, `.empty` when it has no field.
    package static func encode(_ envelope: some Message) throws(NativeFrameError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try envelope.serializedBytes()
        } catch {
            // The library refuses only what is beyond its own bound of 2 GiB: our messages have no
            // required fields.
            throw .malformed(reason: "\(error)")
        }
        try Self.check(bytes)
        return bytes
    }

    /// Refuses what cannot be sent as an envelope.
    ///
    /// - Throws: `.oversize` or `.empty`.
    package static func check(_ encoded: [UInt8]) throws(NativeFrameError) {
        guard !encoded.isEmpty else { throw .empty }
        guard encoded.count <= Limits.envelopeBytes else {
            throw .oversize(limit: Limits.envelopeBytes, actual: encoded.count)
        }
    }

    /// The message that the next `count` bytes are, or all.
    ///
    /// - Throws: `.malformed` when they are none.
    package static func decode<Decoded: DirectlyDecodable>(
        _ type: Decoded.Type = Decoded.self, from buffer: ByteBuffer, count: Int? = nil
    ) throws(NativeFrameError) -> Decoded {
        do {
            return try buffer.withUnsafeReadableBytes { readable in
                let bytes = UnsafeRawBufferPointer(
                    rebasing: readable[..<(count ?? readable.count)])
                return try Decoded(direct: bytes) ?? Self.decodeByLibrary(bytes)
            }
        } catch {
            throw .malformed(reason: "\(error)")
        }
    }

    static func decodeByLibrary<Decoded: Message>(
        _ bytes: UnsafeRawBufferPointer
    ) throws -> Decoded {
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = Limits.messageDepth
        // A field that this version does not know is neither stored nor sent on.
        options.discardUnknownFields = true
        return try Decoded(serializedBytes: bytes.bytes, options: options)
    }

    /// Appends the length of an envelope that `check` let pass, and its bytes.
    ///
    /// - Parameter rest: more of the bytes.
    package static func append(
        _ encoded: [UInt8], followedBy rest: [UInt8] = [], to buffer: inout ByteBuffer
    ) {
        buffer.writeInteger(UInt32(encoded.count + rest.count))
        buffer.writeBytes(encoded)
        buffer.writeBytes(rest)
    }
}
