/// Values of one exact length; no two of one bench are alike while the length has room for the
/// caller's number and its count of writes.
struct BenchValues: Sendable {
    private let byteCount: Int
    private let prefix: String
    private let padding: String
    private var count = 0

    init(caller: Int, byteCount: Int) {
        self.byteCount = byteCount
        self.prefix = "\(String(caller, radix: 36))."
        self.padding = String(repeating: "x", count: byteCount)
    }

    mutating func next() -> String {
        self.count += 1
        // The count stands first in reverse significance: a short value keeps what changes most.
        let mark = String(String(self.count, radix: 36).reversed()) + "." + self.prefix
        let missing = self.byteCount - mark.utf8.count
        return missing >= 0
            ? mark + self.padding.prefix(missing) : String(mark.prefix(self.byteCount))
    }
}
