import Synchronization

/// Mints request ids: 100 random bits of this client, then a counter.
///
/// One draw of randomness for each client instead of each call, which would be a system call.
package final class RequestIDMint: Sendable {
    private let prefix: String
    private let counter = Atomic<UInt64>(0)

    private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")
    private static let prefixLetters = 20

    package init(using generator: inout some RandomNumberGenerator) {
        var prefix = ""
        for _ in 0..<Self.prefixLetters {
            prefix.append(Self.letters[Int(generator.next(upperBound: UInt(Self.letters.count)))])
        }
        self.prefix = prefix + "-"
    }

    package func mint() -> String {
        let number = self.counter.add(1, ordering: .relaxed).newValue
        return self.prefix + String(number, radix: 36)
    }
}
