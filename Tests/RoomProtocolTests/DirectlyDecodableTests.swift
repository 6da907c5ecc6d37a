import RoomProtocol
import SeededRandomness
import SwiftProtobuf
import Testing

/// What is decoded without SwiftProtobuf is what it makes of the same bytes.
struct DirectlyDecodableTests {
    private typealias Envelope = Roomkeeper_V1_ClientEnvelope

    private static let rounds = 20_000

    @Test(arguments: [0x5eed_0031, 0x5eed_0032] as [UInt64])
    func aReadIsDecodedDirectlyAndAsSwiftProtobufDoes(seed: UInt64) throws {
        // Whole reads must not miss the short way; of damaged ones some take it, and then they are
        // what they would be on the long one.
        var generator = SeededGenerator(seed: seed)
        for round in 0..<Self.rounds {
            let sent = Self.read(using: &generator)
            var bytes: [UInt8] = try sent.serializedBytes()
            #expect(Self.decoded(bytes) == sent, "seed \(seed), round \(round)")

            Self.damage(&bytes, using: &generator)
            if let direct = Self.decoded(bytes) {
                var options = BinaryDecodingOptions()
                options.discardUnknownFields = true
                let decoded = try? Envelope(serializedBytes: bytes, options: options)
                #expect(direct == decoded, "seed \(seed), round \(round): \(bytes)")
            }
        }
    }

    @Test func otherRequestsTakeTheLongWay() throws {
        for envelope in [SampleEnvelopes.mutate(id: 1), Envelope.with { $0.id = 3 }] {
            #expect(Self.decoded(try envelope.serializedBytes()) == nil)
        }
        // Two reads in one envelope are one, merged.
        let read: [UInt8] = try SampleEnvelopes.getRoom(id: 1).serializedBytes()
        #expect(Self.decoded(read + read) == nil)
    }

    private static func decoded(_ bytes: [UInt8]) -> Envelope? {
        bytes.withUnsafeBytes { Envelope(direct: $0) }
    }

    private static func read(using generator: inout SeededGenerator) -> Envelope {
        .with {
            $0.id = generator.next() >> UInt64(2 + generator.below(62))
            $0.timeoutMs = UInt32(truncatingIfNeeded: generator.next())
            $0.getRoom.roomID = generator.pick(["", "4711", "räume", "a-room.of~64"])
            $0.getRoom.view = generator.pick([.unspecified, .full, .UNRECOGNIZED(77)])
            $0.getRoom.readLevel = generator.pick([.unspecified, .local, .UNRECOGNIZED(9)])
            $0.getRoom.consistencyToken = generator.pick(["", "AQAAAAAAAAAB0w"])
        }
    }

    private static func damage(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let place = generator.below(bytes.count)
        switch generator.below(4) {
        case 0: bytes[place] ^= 1 << UInt8(generator.below(8))
        case 1: bytes.removeSubrange(place...)
        case 2: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
        default: bytes.remove(at: place)
        }
    }
}
