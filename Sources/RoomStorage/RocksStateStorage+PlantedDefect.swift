#if PLANTED_DEFECTS
import ByteCoding
import RocksDB
import RoomReplica
import RoomState
import Synchronization

extension RocksStateStorage {
    /// Keeps what a batch is about to replace, but for the record of the applied index.
    func rememberBefore(_ changes: [StateChange]) throws {
        guard PlantedDefect.snapshotWithoutLastBatch.isChosen else { return }
        let before = try changes.filter { $0.key != StateKey.applied }.map {
            StateChange(key: $0.key, value: try self.value(for: $0.key))
        }
        self.lastBatch.withLock { $0 = before }
    }

    /// Makes a copy of the state lack the last batch, though it says that it has it.
    func takeLastBatch(outOf path: String) throws {
        guard PlantedDefect.snapshotWithoutLastBatch.isChosen else { return }
        let copy = try StateDatabase(path: path, .existing)
        var batch = WriteBatch()
        for change in self.lastBatch.withLock({ $0 }) {
            if let value = change.value {
                batch.put(change.key, value, in: copy.family)
            } else {
                batch.delete(change.key, in: copy.family)
            }
        }
        try copy.database.write(batch, options: .withoutWriteAheadLog())
        try copy.flush()
    }

    /// Drops every remembered outcome when the node starts.
    func forgetRequests() throws(StateStorageError) {
        guard PlantedDefect.requestsForgottenOnRestart.isChosen else { return }
        let table = StateKey.Table.requests.rawValue
        do {
            var batch = WriteBatch()
            batch.deleteRange(from: [table], to: [table + 1], in: self.database.family)
            try self.database.database.write(batch, options: .withoutWriteAheadLog())
        } catch {
            throw StateStorageError("\(error)")
        }
    }
}
#endif
