import RoomState
import Synchronization

/// A state database in memory: what `StateChange`s leave, read in key order.
final class DictionaryStore: StateReader {
    private struct Contents {
        var values: [[UInt8]: [UInt8]] = [:]
        /// Ascending.
        var keys: [[UInt8]] = []

        func position(of key: [UInt8]) -> Int {
            var low = 0
            var high = self.keys.count
            while low < high {
                let middle = (low + high) / 2
                if self.keys[middle].lexicographicallyPrecedes(key) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            return low
        }
    }

    private let contents = Mutex(Contents())

    func write(_ changes: [StateChange]) {
        self.contents.withLock { contents in
            for change in changes {
                let wasThere = contents.values[change.key] != nil
                contents.values[change.key] = change.value
                guard wasThere != (change.value != nil) else { continue }
                let position = contents.position(of: change.key)
                if wasThere {
                    contents.keys.remove(at: position)
                } else {
                    contents.keys.insert(change.key, at: position)
                }
            }
        }
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        self.contents.withLock { $0.values[key] }
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        self.contents.withLock { contents in
            var pairs: [StatePair] = []
            var position = contents.position(of: start ?? prefix)
            while pairs.count < limit, position < contents.keys.count {
                let key = contents.keys[position]
                guard key.starts(with: prefix) else { break }
                pairs.append(StatePair(key: key, value: contents.values[key] ?? []))
                position += 1
            }
            return pairs
        }
    }

    /// Everything that is stored, for comparisons and for damage.
    var all: [StatePair] {
        self.contents.withLock { contents in
            contents.keys.map { StatePair(key: $0, value: contents.values[$0] ?? []) }
        }
    }
}
