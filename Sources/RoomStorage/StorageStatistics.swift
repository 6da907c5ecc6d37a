import RocksDB

/// Sizes of one database, for metrics.
package struct StorageStatistics: Hashable, Sendable {
    /// Bytes of all table files.
    package var tableBytes: UInt64 = 0
    /// Bytes of the table files that hold the newest version of something; an estimate.
    package var liveBytes: UInt64 = 0
    /// Bytes of the write buffers, those that wait for their flush included.
    package var bufferBytes: UInt64 = 0
    /// Bytes of table blocks in the block cache.
    package var cacheBytes: UInt64 = 0
    /// Keys, an estimate.
    package var keys: UInt64 = 0
    /// Bytes that compaction still has to rewrite; an estimate.
    package var pendingCompactionBytes: UInt64 = 0
    /// Errors of flushes and compactions since it was opened.
    package var backgroundErrors: UInt64 = 0

    package init() {}

    init(of database: Database, families: [ColumnFamily]) {
        for family in families {
            func add(_ name: String, to total: inout UInt64) {
                total += database.integerProperty("rocksdb.\(name)", of: family) ?? 0
            }
            add("total-sst-files-size", to: &self.tableBytes)
            add("estimate-live-data-size", to: &self.liveBytes)
            add("cur-size-all-mem-tables", to: &self.bufferBytes)
            add("block-cache-usage", to: &self.cacheBytes)
            add("estimate-num-keys", to: &self.keys)
            add("estimate-pending-compaction-bytes", to: &self.pendingCompactionBytes)
        }
        // Counted for the database as a whole, whichever column family is asked.
        self.backgroundErrors =
            families.first.flatMap {
                database.integerProperty("rocksdb.background-errors", of: $0)
            } ?? 0
    }
}
