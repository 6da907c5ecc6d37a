/// Values of one exact length; no two of one bench are alike while the length has room for the
/// caller's number and its count of writes.
struct BenchValues: Sendable {
    private static let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    private let byteCount: Int
    /// The caller's number between two dots.
    private let caller: [UInt8]
    private var count = 0

    init(caller: Int, byteCount: Int) {
        self.byteCount = byteCount
        self.caller = Array(".\(String(caller, radix: 36)).".utf8)
    }

    /// The count, the caller, and letters x up to the length.
    mutating func next() -> String {
        self.count += 1
        // The load generator shares the machine with the servers: the value is made in one pass.
        return String(unsafeUninitializedCapacity: self.byteCount) { text in
            var end = 0
            func append(_ byte: UInt8) {
                guard end < self.byteCount else { return }
                text[end] = byte
                end += 1
            }
            // In reverse significance: a short value keeps what changes most.
            var rest = self.count
            repeat {
                append(Self.digits[rest % Self.digits.count])
                rest /= Self.digits.count
            } while rest > 0
            for byte in self.caller { append(byte) }
            text[end..<self.byteCount].update(repeating: UInt8(ascii: "x"))
            return self.byteCount
        }
    }
}
