/// Stored packs, the one whose last record dies first in front; a binary heap.
struct ExpiryQueue {
    struct Item {
        let expiry: GroupTime
        let pack: UInt64
        /// What the pack has in the index.
        let hashes: [UInt64]

        fileprivate func isBefore(_ other: Item) -> Bool {
            self.expiry == other.expiry ? self.pack < other.pack : self.expiry < other.expiry
        }
    }

    private var items: [Item] = []

    var count: Int { self.items.count }

    mutating func insert(_ item: Item) {
        self.items.append(item)
        var child = self.items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.items[child].isBefore(self.items[parent]) else { break }
            self.items.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes the first item if it is dead at `time`.
    mutating func popExpired(at time: GroupTime) -> Item? {
        guard let first = self.items.first, first.expiry <= time else { return nil }
        let last = self.items.removeLast()
        guard !self.items.isEmpty else { return first }
        self.items[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < self.items.count {
                if self.items[child].isBefore(self.items[smallest]) {
                    smallest = child
                }
            }
            guard smallest != parent else { return first }
            self.items.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
