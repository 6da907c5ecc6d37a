package import Raft
package import RoomReplica

/// A log storage that counts what is written through it.
package final class MeasuredLogStorage: LogStorage {
    private let storage: any LogStorage
    private let metrics: LogMetrics

    package init(_ storage: any LogStorage, metrics: LogMetrics) {
        self.storage = storage
        self.metrics = metrics
    }

    package func recover() throws(LogStorageError) -> RecoveredLog {
        try self.storage.recover()
    }

    package func write(_ writes: [LogWrite]) throws(LogStorageError) {
        try self.storage.write(writes)
        var entries = 0
        var bytes = 0
        for write in writes {
            entries += write.entries.count
            for entry in write.entries { bytes += entry.size }
        }
        self.metrics.wrote(entries: entries, bytes: bytes)
    }

    package func entries(
        from first: LogIndex, through last: LogIndex, maxBytes: Int
    ) throws(LogStorageError) -> [Entry] {
        try self.storage.entries(from: first, through: last, maxBytes: maxBytes)
    }

    package func truncatePrefix(through index: LogIndex, term: Term) throws(LogStorageError) {
        try self.storage.truncatePrefix(through: index, term: term)
    }

    package func pin(_ node: NodeID, to store: StoreID) throws(LogStorageError) {
        try self.storage.pin(node, to: store)
    }
}
