import Synchronization

/// Mints request ids: numbers of 90 bits that are counted up from one drawn at random.
///
/// One draw of randomness for each client instead of each call, which would be a system call. An id
/// has 15 characters because Swift and the nodes keep so short a text without memory of its own.
package final class RequestIDMint: Sendable {
    /// The upper bits of the first number.
    private let first: UInt64
    /// Goes on from its lower ones.
    private let counter: Atomic<UInt64>

    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let letterBits: UInt64 = 6
    private static let highLetters = 10
    private static let lowLetters = 5
    private static var lowBits: UInt64 { Self.letterBits * UInt64(Self.lowLetters) }

    package init(using generator: inout some RandomNumberGenerator) {
        self.first = generator.next()
        self.counter = Atomic(generator.next() & (1 << Self.lowBits - 1))
    }

    package func mint() -> String {
        let number = self.counter.wrappingAdd(1, ordering: .relaxed).oldValue
        return String(unsafeUninitializedCapacity: Self.highLetters + Self.lowLetters) { text in
            Self.write(self.first &+ (number >> Self.lowBits), into: text[..<Self.highLetters])
            Self.write(number, into: text[Self.highLetters...])
            return text.count
        }
    }

    /// Writes the lowest bits of `number`, six for each letter.
    private static func write(_ number: UInt64, into text: Slice<UnsafeMutableBufferPointer<UInt8>>)
    {
        var rest = number
        for place in text.indices {
            text.base[place] = Self.letters[Int(rest & (1 << Self.letterBits - 1))]
            rest >>= Self.letterBits
        }
    }
}
