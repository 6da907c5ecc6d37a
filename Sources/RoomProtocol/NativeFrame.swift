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
    /// - Parameter rest: further fields of it that are encoded already.
    /// - Throws: `.oversize` when the envelope is over the limit, `.empty` when it has no field.
    package static func encode(
        _ envelope: some Message, followedBy rest: [UInt8] = []
    ) throws(NativeFrameError) -> [UInt8] {
        var bytes: [UInt8]
        do {
            bytes = try envelope.serializedBytes()
        } catch {
            // The library refuses only what is beyond its own bound of 2 GiB: our messages have no
            // required fields.
            throw .malformed(reason: "\(error)")
        }
        bytes.append(contentsOf: rest)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= Limits.envelopeBytes else {
            throw .oversize(limit: Limits.envelopeBytes, actual: bytes.count)
        }
        return bytes
    }

    /// Appends the length of an envelope that `encode` made, and its bytes.
    package static func append(_ encoded: [UInt8], to buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt32(encoded.count))
        buffer.writeBytes(encoded)
    }
}
