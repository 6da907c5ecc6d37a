import RoomState
import Synchronization

/// The state database of the pieces: a dictionary in memory and its keys in order.
///
/// A real one costs instructions of RocksDB, whose threads are not counted alike twice.
final class SampleState: StateReader {
    private struct Contents {
        var values: [[UInt8]: [UInt8]] = [:]
        var keys: [[UInt8]] = []

        /// The place of the first key that is not before `key`.
        func position(of key: [UInt8]) -> Int {
            var (low, high) = (0, self.keys.count)
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

    func value(for key: [UInt8]) -> [UInt8]? {
        self.contents.withLock { $0.values[key] }
    }

    func pairs(withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int) -> [StatePair] {
        self.contents.withLock { contents in
            var pairs: [StatePair] = []
            for key in contents.keys[contents.position(of: start ?? prefix)...] {
                guard pairs.count < limit, key.starts(with: prefix),
                    let value = contents.values[key]
                else { break }
                pairs.append(StatePair(key: key, value: value))
            }
            return pairs
        }
    }

    func write(_ changes: [StateChange]) {
        self.contents.withLock { contents in
            for change in changes {
                let before = contents.values.updateValue(change.value ?? [], forKey: change.key)
                switch (before, change.value) {
                case (nil, .some):
                    contents.keys.insert(change.key, at: contents.position(of: change.key))
                case (_, nil):
                    contents.values[change.key] = nil
                    guard before != nil else { continue }
                    contents.keys.remove(at: contents.position(of: change.key))
                case (.some, .some): break
                }
            }
        }
    }
}
