internal import RoomState

/// What a state database held at one moment, for whoever reads all of it.
struct CheckpointReader: StateReader {
    /// In key order.
    private let contents: [StatePair]

    init(_ contents: [StatePair]) {
        self.contents = contents
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        let place = self.place(of: key)
        guard place < self.contents.count, self.contents[place].key == key else { return nil }
        return self.contents[place].value
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        let rest = self.contents[self.place(of: start ?? prefix)...]
        return Array(rest.prefix { $0.key.starts(with: prefix) }.prefix(limit))
    }

    /// Of the first key that is not before `key`.
    private func place(of key: [UInt8]) -> Int {
        var low = 0
        var high = self.contents.count
        while low < high {
            let middle = (low + high) / 2
            if self.contents[middle].key.lexicographicallyPrecedes(key) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
