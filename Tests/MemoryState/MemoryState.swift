import RoomReplica
package import RoomState
import Synchronization

/// A state database in memory: a dictionary, and its keys in order.
///
/// It is durable at once, and all generations are the same one: whoever tests the exchange of
/// databases exchanges the whole object.
package final class MemoryState: StateStorage {
    private struct Contents {
        var values: [[UInt8]: [UInt8]] = [:]
        /// Ascending.
        var keys: [[UInt8]] = []

        /// The place of the first key that is not before `key`.
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

    private let contents: Mutex<Contents>

    package init() {
        self.contents = Mutex(Contents())
    }

    private init(_ contents: Contents) {
        self.contents = Mutex(contents)
    }

    /// Everything that is stored, for comparisons and for damage.
    package var all: [StatePair] {
        self.contents.withLock { contents in
            contents.keys.map { StatePair(key: $0, value: contents.values[$0] ?? []) }
        }
    }

    package func view() -> any StateReader { MemoryState(self.contents.withLock { $0 }) }

    package func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        self.contents.withLock { $0.values[key] }
    }

    package func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        self.contents.withLock { contents in
            contents.keys[contents.position(of: start ?? prefix)...]
                .prefix { $0.starts(with: prefix) }
                .prefix(limit)
                .map { StatePair(key: $0, value: contents.values[$0] ?? []) }
        }
    }

    package func write(_ changes: [StateChange]) {
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

    package func flush() {}

    package func adopt(generation: UInt64) {}
}
