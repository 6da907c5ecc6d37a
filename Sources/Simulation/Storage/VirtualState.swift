internal import RoomReplica
internal import RoomState
internal import Synchronization

/// A state database that forgets what was not flushed, from a drawn batch on.
///
/// As in the real one a crash leaves a prefix of the batches, whole ones.
final class VirtualState: StateReader {
    private struct Contents {
        var values: [[UInt8]: [UInt8]] = [:]
        /// For each batch since the last flush, what its keys held before it.
        var undo: [[StateChange]] = []
    }

    private let contents: Mutex<Contents>

    init(values: [[UInt8]: [UInt8]] = [:]) {
        self.contents = Mutex(Contents(values: values))
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        self.contents.withLock { $0.values[key] }
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        self.contents.withLock { contents in
            contents.values.filter { pair in
                pair.key.starts(with: prefix)
                    && start.map { !pair.key.lexicographicallyPrecedes($0) } ?? true
            }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .prefix(limit).map { StatePair(key: $0.key, value: $0.value) }
        }
    }

    func write(_ changes: [StateChange]) {
        self.contents.withLock { contents in
            var before: [StateChange] = []
            before.reserveCapacity(changes.count)
            for change in changes {
                let old = contents.values[change.key]
                before.append(StateChange(key: change.key, value: old))
                contents.values[change.key] = change.value
            }
            contents.undo.append(before)
        }
    }

    func flush() {
        self.contents.withLock { $0.undo.removeAll(keepingCapacity: true) }
    }

    /// Batches that a crash may take.
    var unflushed: Int { self.contents.withLock { $0.undo.count } }

    /// Crashes: of the batches since the last flush, the first `kept` stay.
    func crash(keeping kept: Int) {
        self.contents.withLock { contents in
            while contents.undo.count > kept, let before = contents.undo.popLast() {
                for change in before.reversed() {
                    contents.values[change.key] = change.value
                }
            }
            contents.undo.removeAll()
        }
    }

    /// All that is stored now, in key order, for a checkpoint: making one flushes first.
    func checkpoint() -> [StatePair] {
        self.flush()
        return self.contents.withLock { contents in
            contents.values.map { StatePair(key: $0.key, value: $0.value) }
                .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        }
    }
}
