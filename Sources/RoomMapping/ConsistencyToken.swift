package import Raft

/// How much of the log a reply has seen, in a form that callers hand back without reading it.
///
/// Base64url, without padding, of a version byte, the log index (big endian) and a check byte. The
/// check byte is no defence: it only tells a mistyped token from a real one.
package struct ConsistencyToken: Hashable, Sendable {
    package var index: LogIndex

    private static let version: UInt8 = 1
    private static let encodedBytes = 10
    private static let textBytes = 14
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    package init(index: LogIndex) {
        self.index = index
    }

    /// `nil` when `text` is not a token of this version.
    package init?(_ text: String) {
        guard text.utf8.count == Self.textBytes, let bytes = Self.decode(text),
            bytes[0] == Self.version, bytes[Self.encodedBytes - 1] == Self.check(bytes)
        else { return nil }
        let index = bytes[1..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.index = LogIndex(index)
    }

    package var text: String {
        var bytes = [Self.version]
        bytes.reserveCapacity(Self.encodedBytes)
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: self.index.rawValue >> shift))
        }
        bytes.append(Self.check(bytes))
        return Self.encode(bytes)
    }

    private static func check(_ bytes: [UInt8]) -> UInt8 {
        bytes.prefix(Self.encodedBytes - 1).reduce(UInt8(0x5a)) { ($0 &* 31) &+ $1 }
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: Self.textBytes) { text in
            var count = 0
            var held: UInt32 = 0
            var bits: UInt32 = 0
            for byte in bytes {
                held = held << 8 | UInt32(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    text[count] = Self.alphabet[Int(held >> bits & 0x3f)]
                    count += 1
                }
                held &= (1 << bits) - 1
            }
            text[count] = Self.alphabet[Int(held << (6 - bits) & 0x3f)]
            return count + 1
        }
    }

    private static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.encodedBytes)
        var held: UInt32 = 0
        var bits: UInt32 = 0
        for letter in text.utf8 {
            guard let value = Self.value(of: letter) else { return nil }
            held = held << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> bits))
                held &= (1 << bits) - 1
            }
        }
        // Bits that are left over are not part of a byte; a token has one spelling.
        return held == 0 ? bytes : nil
    }

    private static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
