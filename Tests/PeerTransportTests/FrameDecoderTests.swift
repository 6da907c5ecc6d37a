import NIOCore
import PeerTransport
import Raft
import Testing

/// The bytes of frames, right and wrong.
struct FrameDecoderTests {
    private static let limit = 4096

    /// Feeds chunks and returns the frames that came out, or the error.
    private func decode(
        _ chunks: [[UInt8]], limit: Int = FrameDecoderTests.limit
    ) -> Result<[Frame], PeerLinkError> {
        var decoder = FrameDecoder(lengthLimit: limit)
        var frames: [Frame] = []
        for chunk in chunks {
            decoder.append(ByteBuffer(bytes: chunk))
            do {
                while let frame = try decoder.next() { frames.append(frame) }
            } catch {
                return .failure(error)
            }
            decoder.reclaim()
        }
        return .success(frames)
    }

    private func frame(_ body: [UInt8], group: UInt32 = 1) -> [UInt8] {
        var buffer = ByteBuffer()
        FrameEncoder.encode(.payload, group: GroupID(group), body: body, into: &buffer)
        return Array(buffer.readableBytesView)
    }

    @Test func theBytesOfAFrameAreThoseOfTheDocumentation() {
        // docs/peer-protocol.md shows this very frame.
        let bytes = self.frame([0xab, 0xcd], group: 7)
        let documented: [UInt8] = [
            0, 0, 0, 8, 0x2d, 0xb0, 0xc7, 0x9a, 16, 0, 0, 0, 0, 7, 0xab, 0xcd,
        ]
        #expect(bytes == documented)
    }

    @Test func aFrameSplitAtEveryByteComesOutWhole() {
        let body: [UInt8] = Array(0..<40)
        let bytes = self.frame(body)
        let expected = [Frame(kind: .payload, group: GroupID(1), body: body)]
        for split in 0...bytes.count {
            let chunks = [Array(bytes[..<split]), Array(bytes[split...])]
            #expect(self.decode(chunks) == .success(expected), "split at \(split)")
        }
        #expect(self.decode(bytes.map { [$0] }) == .success(expected))
    }

    @Test func severalFramesOfOneReadComeOutInOrder() {
        let bodies: [[UInt8]] = [[], [1], [2, 2], Array(repeating: 3, count: 300)]
        let bytes = bodies.flatMap { self.frame($0) }
        let expected = bodies.map { Frame(kind: .payload, group: GroupID(1), body: $0) }
        #expect(self.decode([bytes]) == .success(expected))
        // The last frame is cut: the first three come out with the first read.
        let chunks = [Array(bytes[..<(bytes.count - 1)]), [bytes[bytes.count - 1]]]
        #expect(self.decode(chunks) == .success(expected))
    }

    @Test func aFrameAtTheLimitIsTakenAndOneByteMoreIsRefusedAtOnce() {
        let atLimit = [UInt8](repeating: 9, count: Self.limit - 6)
        #expect(
            self.decode([self.frame(atLimit)])
                == .success([Frame(kind: .payload, group: GroupID(1), body: atLimit)]))
        // Four bytes are enough to refuse: nobody waits for a body that is too large.
        let tooLarge = self.frame(atLimit + [9])
        #expect(
            self.decode([Array(tooLarge[..<4])])
                == .failure(.frameTooLarge(length: Self.limit + 1, limit: Self.limit)))
    }

    @Test func aLengthBelowTheHeaderIsRefused() {
        for length: UInt8 in 0..<6 {
            #expect(
                self.decode([[0, 0, 0, length]])
                    == .failure(.frameTooShort(length: Int(length), minimum: 6)))
        }
    }

    @Test func everyFlippedBitIsRefused() {
        let bytes = self.frame(Array(repeating: 0x55, count: 24))
        // Enough bytes follow to complete any length that the limit allows.
        let rest = [UInt8](repeating: 0, count: Self.limit + 8)
        for position in 0..<bytes.count {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[position] ^= 1 << UInt8(bit)
                switch self.decode([damaged + rest]) {
                case .success(let frames):
                    Issue.record("bit \(bit) of byte \(position) passed as \(frames)")
                case .failure(let error):
                    let codes: [PeerLinkError.Code] =
                        position < 4
                        ? [.frameTooLarge, .frameTooShort, .checksumMismatch]
                        : [.checksumMismatch]
                    #expect(codes.contains(error.code), "bit \(bit) of byte \(position)")
                }
            }
        }
    }

    @Test func anUnknownKindAndReservedFlagsAreRefusedThoughTheChecksumIsRight() {
        // The checksums were computed for these bytes: CRC-32C of kind, flags and group.
        #expect(self.decode([self.sealed([99, 0, 0, 0, 0, 1])]) == .failure(.unknownFrameKind(99)))
        #expect(self.decode([self.sealed([16, 4, 0, 0, 0, 1])]) == .failure(.reservedFlags(4)))
    }

    @Test func readSpaceIsGivenBack() throws {
        var decoder = FrameDecoder(lengthLimit: 1 << 20)
        let bytes = self.frame(Array(repeating: 1, count: 500_000))
        for _ in 0..<8 {
            // Each read ends in the middle of a frame, so the buffer is never empty.
            decoder.append(ByteBuffer(bytes: bytes[..<300_000]))
            #expect(try decoder.next() == nil)
            decoder.append(ByteBuffer(bytes: bytes[300_000...]))
            #expect(try decoder.next()?.body.count == 500_000)
            #expect(try decoder.next() == nil)
            decoder.reclaim()
            #expect(decoder.unreadBytes == 0)
        }
    }

    private func sealed(_ counted: [UInt8]) -> [UInt8] {
        RawFrame.sealed(counted)
    }
}
