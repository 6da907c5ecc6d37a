import RoomReplica
import RoomState
import Synchronization

/// A state storage in memory, read in key order.
final class MemoryState: StateStorage {
    private let values: Mutex<[[UInt8]: [UInt8]]>

    init(_ values: [[UInt8]: [UInt8]] = [:]) {
        self.values = Mutex(values)
    }

    func view() -> any StateReader { MemoryState(self.values.withLock { $0 }) }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        self.values.withLock { $0[key] }
    }

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

    func write(_ changes: [StateChange]) throws(StateStorageError) {
        self.values.withLock { values in
            for change in changes { values[change.key] = change.value }
        }
    }

    func flush() throws(StateStorageError) {}

    /// Tests of the replica install no snapshot here: a generation holds what the last one held.
    func adopt(generation: UInt64) throws(StateStorageError) {}
}
