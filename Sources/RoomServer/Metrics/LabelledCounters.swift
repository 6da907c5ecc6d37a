import Synchronization

/// Counters of one family, told apart by a key out of a small closed set.
///
/// The counter of a key is looked up under a lock. A hot path keeps the counter it got.
package final class LabelledCounters<Key: Hashable & Comparable & Sendable>: Sendable {
    private let counters = Mutex<[Key: Counter]>([:])

    package init() {}

    package func counter(for key: Key) -> Counter {
        self.counters.withLock { counters in
            if let counter = counters[key] { return counter }
            let counter = Counter()
            counters[key] = counter
            return counter
        }
    }

    /// All counters in the order of their keys.
    package func sorted() -> [(key: Key, value: UInt64)] {
        let copy = self.counters.withLock { $0 }
        return copy.map { (key: $0.key, value: $0.value.value) }.sorted { $0.key < $1.key }
    }
}
