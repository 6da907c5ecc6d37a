import RoomState
import Synchronization

/// What the rooms wrote, in memory.
final class RoomTestStorage: StateReader {
    private let values = Mutex<[[UInt8]: [UInt8]]>([:])

    func write(_ changes: [StateChange]) {
        self.values.withLock { values in
            for change in changes { values[change.key] = change.value }
        }
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        self.values.withLock { $0[key] }
    }

    /// Sorts what it finds: the rooms of a test are few.
    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        let found = self.values.withLock { values in
            values.filter { pair in
                pair.key.starts(with: prefix)
                    && start.map { !pair.key.lexicographicallyPrecedes($0) } ?? true
            }
        }
        let sorted = found.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return sorted.prefix(limit).map { StatePair(key: $0.key, value: $0.value) }
    }
}
