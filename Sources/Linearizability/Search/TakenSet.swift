/// A set of small numbers, as bits: equal sets have equal words.
struct TakenSet: Hashable, Sendable {
    private(set) var words: [UInt64]

    init(count: Int) {
        self.words = Array(repeating: 0, count: (count + 63) / 64)
    }

    func contains(_ item: Int) -> Bool {
        self.words[item / 64] & (1 << UInt64(item % 64)) != 0
    }

    mutating func insert(_ item: Int) {
        self.words[item / 64] |= 1 << UInt64(item % 64)
    }

    mutating func remove(_ item: Int) {
        self.words[item / 64] &= ~(1 << UInt64(item % 64))
    }
}
