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

    package init(index: LogIndex) {
        self.index = index
    }

    /// `nil` when `text` is not a token of this version.
    package init?(_ text: String) {
        guard text.utf8.count == Self.textBytes, let bytes = Base64URL.decode(text),
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
        return String(unsafeUninitializedCapacity: Self.textBytes) { text in
            var count = 0
            Base64URL.encode(bytes) { letter in
                text[count] = letter
                count += 1
            }
            return count
        }
    }

    private static func check(_ bytes: [UInt8]) -> UInt8 {
        bytes.prefix(Self.encodedBytes - 1).reduce(UInt8(0x5a)) { ($0 &* 31) &+ $1 }
    }
}
