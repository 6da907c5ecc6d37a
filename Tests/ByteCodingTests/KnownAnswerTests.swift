import ByteCoding
import SeededRandomness
import Testing

@Suite struct KnownAnswerTests {
    // RFC 3720, appendix B.4, and the usual check value.
    @Test(
        arguments: [
            (Array("123456789".utf8), 0xe306_9283), ([], 0),
            (Array(repeating: 0, count: 32), 0x8a91_36aa),
            (Array(repeating: 0xff, count: 32), 0x62a8_ab43),
            (Array(0..<32), 0x46dd_794e), (Array((0..<32).reversed()), 0x113f_db5c),
        ] as [([UInt8], UInt32)])
    func crc32cMatchesTheStandard(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(bytes) == checksum)
    }

    // However the bytes are cut, the checksum is that of the whole; 64-bit numbers count as their
    // eight bytes, the highest first.
    @Test func crc32cIsIndependentOfTheCuts() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<10_000 {
            let bytes = random.bytes(upTo: 70)
            let cut = random.below(bytes.count + 1)
            var crc = CRC32C()
            crc.update(bytes[..<cut])
            crc.update(Array(bytes[cut...]))
            #expect(crc.value == CRC32C.checksum(bytes))
        }
        var number = CRC32C()
        number.update(0x0102_0304_0506_0708 as UInt64)
        #expect(number.value == CRC32C.checksum([1, 2, 3, 4, 5, 6, 7, 8]))
    }

    @Test func crc32cSeesEveryFlippedBit() {
        let bytes = (0..<40).map { UInt8($0) }
        let checksum = CRC32C.checksum(bytes)
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(CRC32C.checksum(flipped) != checksum)
        }
    }

    // MurmurHash3_x64_128 with seed 0, as its reference implementation prints it.
    @Test(arguments: [
        ("", "00000000000000000000000000000000"),
        ("hello", "cbd8a7b341bd9b025b1e906a48ae1d19"),
        (
            "The quick brown fox jumps over the lazy dog",
            "e34bbc7bbc071b6c7a433ca9c49a9347"
        ),
    ])
    func stableHashIsMurmur3(text: String, digest: String) {
        #expect(StableHash(of: Array(text.utf8)).description == digest)
    }

    // Every length of tail, and the seed, make a difference; the value survives its encoding.
    @Test func stableHashTellsLengthsAndSeedsApart() throws {
        var seen: Set<StableHash> = []
        for count in 0..<40 {
            let bytes = [UInt8](repeating: 0, count: count)
            let hash = StableHash(of: bytes)
            #expect(seen.insert(hash).inserted)
            let chained = StableHash(of: bytes, seed: StableHash(high: 1, low: 2))
            #expect(seen.insert(chained).inserted)
            var writer = ByteWriter()
            hash.encode(into: &writer)
            #expect(writer.count == 16)
            var reader = ByteReader(writer.bytes)
            #expect(try StableHash(from: &reader) == hash)
        }
    }
}
