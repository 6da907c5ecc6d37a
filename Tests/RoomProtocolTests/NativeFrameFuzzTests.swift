import NIOCore
import RoomProtocol
import SeededRandomness
import Testing

struct NativeFrameFuzzTests {
    private static let rounds = 4000

    @Test(arguments: [0x5eed_0001, 0x5eed_0002, 0x5eed_0003] as [UInt64])
    func damagedStreamsEndInATypedErrorAndNothingElse(seed: UInt64) throws {
        // Valid frames are damaged in one place (bit flip, cut, insertion, duplication, length) and
        // delivered in random pieces. Whatever comes out before the damage must be what went in;
        // nothing may crash, hang or keep more than one frame.
        var generator = SeededGenerator(seed: seed)
        for round in 0..<Self.rounds {
            let sent = (1...UInt64.random(in: 1...4, using: &generator)).map { id in
                Bool.random(using: &generator)
                    ? SampleEnvelopes.mutate(id: id) : SampleEnvelopes.getRoom(id: id)
            }
            let intact = Array(try SampleEnvelopes.frames(sent).readableBytesView)
            var bytes = intact
            let damagedAt = Self.damage(&bytes, using: &generator)
            let received = Self.parse(bytes, using: &generator)
            let untouched = try Self.wholeFrames(sent, before: damagedAt)
            #expect(
                Array(received.prefix(untouched)) == Array(sent.prefix(untouched)),
                "seed \(seed), round \(round)")
        }
    }

    /// Returns the first damaged place.
    private static func damage(
        _ bytes: inout [UInt8], using generator: inout SeededGenerator
    ) -> Int {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes.removeSubrange(place...)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        case 3: bytes.insert(contentsOf: bytes[place...], at: place)
        default: bytes.remove(at: place)
        }
        return place
    }

    private static func parse(
        _ bytes: [UInt8], using generator: inout SeededGenerator
    ) -> [Roomkeeper_V1_ClientEnvelope] {
        var parser = NativeFrameParser<Roomkeeper_V1_ClientEnvelope>()
        var received: [Roomkeeper_V1_ClientEnvelope] = []
        var rest = bytes[...]
        do {
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...64, using: &generator))
                rest = rest.dropFirst(piece.count)
                parser.append(ByteBuffer(bytes: piece))
                while let envelope = try parser.next() { received.append(envelope) }
            }
        } catch {
            // Typed by the signature: a NativeFrameError.
            #expect(!error.description.isEmpty)
        }
        return received
    }

    /// How many whole frames lie before `end`.
    private static func wholeFrames(
        _ envelopes: [Roomkeeper_V1_ClientEnvelope], before end: Int
    ) throws -> Int {
        var position = 0
        var count = 0
        for envelope in envelopes {
            position += NativeFrame.prefixBytes + (try NativeFrame.encode(envelope)).count
            if position > end { break }
            count += 1
        }
        return count
    }
}
