/// A 128-bit hash that is the same in every process, on every machine and in every release.
///
/// MurmurHash3 x64 128 (Austin Appleby, public domain algorithm). It is not cryptographic. Swift's
/// own `Hasher` is seeded per process, so nothing replicated or stored may depend on it.
package struct StableHash: Hashable, Sendable, CustomStringConvertible {
    package var high: UInt64
    package var low: UInt64

    package static let zero = StableHash(high: 0, low: 0)

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Hashes `bytes`, continuing from `seed`: a chain of hashes is a hash of the chain.
    package init(of bytes: [UInt8], seed: StableHash = .zero) {
        self = bytes.withUnsafeBytes { Self.murmur($0, seed: seed) }
    }

    /// Hashes the bytes of a slice; the same as the hash of an array of them.
    init(of bytes: ArraySlice<UInt8>) {
        self = bytes.withUnsafeBytes { Self.murmur($0, seed: .zero) }
    }

    /// 32 lower-case hexadecimal digits.
    package var description: String {
        Self.hexadecimal(self.high) + Self.hexadecimal(self.low)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeUInt64(self.high)
        writer.writeUInt64(self.low)
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.high = try reader.readUInt64()
        self.low = try reader.readUInt64()
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static let multiplier1: UInt64 = 0x87c3_7b91_1142_53d5
    private static let multiplier2: UInt64 = 0x4cf5_ad43_2745_937f

    private static func murmur(_ bytes: UnsafeRawBufferPointer, seed: StableHash) -> StableHash {
        var h1 = seed.high
        var h2 = seed.low
        var position = 0
        while position + 16 <= bytes.count {
            let k1 = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let k2 = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: position + 8, as: UInt64.self))
            h1 ^= scramble1(k1)
            h1 = (rotate(h1, 27) &+ h2) &* 5 &+ 0x52dc_e729
            h2 ^= scramble2(k2)
            h2 = (rotate(h2, 31) &+ h1) &* 5 &+ 0x3849_5ab5
            position += 16
        }
        var tail1: UInt64 = 0
        var tail2: UInt64 = 0
        for offset in 0..<(bytes.count - position) {
            let byte = UInt64(bytes[position + offset])
            if offset < 8 {
                tail1 |= byte << UInt64(8 * offset)
            } else {
                tail2 |= byte << UInt64(8 * (offset - 8))
            }
        }
        h1 ^= scramble1(tail1)
        h2 ^= scramble2(tail2)
        h1 ^= UInt64(bytes.count)
        h2 ^= UInt64(bytes.count)
        h1 = h1 &+ h2
        h2 = h2 &+ h1
        h1 = finalize(h1)
        h2 = finalize(h2)
        h1 = h1 &+ h2
        h2 = h2 &+ h1
        return StableHash(high: h1, low: h2)
    }

    private static func scramble1(_ block: UInt64) -> UInt64 {
        rotate(block &* multiplier1, 31) &* multiplier2
    }

    private static func scramble2(_ block: UInt64) -> UInt64 {
        rotate(block &* multiplier2, 33) &* multiplier1
    }

    private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        (value << bits) | (value >> (64 - bits))
    }

    private static func finalize(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed ^= mixed >> 33
        mixed = mixed &* 0xff51_afd7_ed55_8ccd
        mixed ^= mixed >> 33
        mixed = mixed &* 0xc4ce_b9fe_1a85_ec53
        mixed ^= mixed >> 33
        return mixed
    }
}
