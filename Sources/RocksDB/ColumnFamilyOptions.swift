import CRocksDB

/// Name and settings of one column family.
package struct ColumnFamilyOptions: Sendable {
    /// The column family that every database has.
    package static let defaultName = "default"

    package var name: String
    /// The size of one write buffer; a full one is flushed to a table.
    package var writeBufferBytes = 16 << 20
    /// Write buffers in memory, the active one included, before writes wait for a flush.
    package var writeBuffers: Int32 = 3
    /// The cache of uncompressed table blocks.
    package var blockCacheBytes = 8 << 20
    /// Bits of bloom filter for each key; 0 for none.
    package var bloomBitsPerKey = 0.0

    package init(name: String) {
        self.name = name
    }

    /// Sets a copy of the database's options; the caller destroys `pointer`.
    func apply(to pointer: OpaquePointer) {
        rocksdb_options_set_write_buffer_size(pointer, self.writeBufferBytes)
        rocksdb_options_set_max_write_buffer_number(pointer, self.writeBuffers)
        // Decision 0135: it costs more than it saves.
        rocksdb_options_set_compression(pointer, Int32(rocksdb_no_compression))
        rocksdb_options_set_level_compaction_dynamic_level_bytes(pointer, 1)
        let table = rocksdb_block_based_options_create()
        let cache = rocksdb_cache_create_lru(self.blockCacheBytes)
        rocksdb_block_based_options_set_block_cache(table, cache)
        if self.bloomBitsPerKey > 0 {
            // The table options take ownership of the filter policy.
            rocksdb_block_based_options_set_filter_policy(
                table, rocksdb_filterpolicy_create_bloom_full(self.bloomBitsPerKey))
        }
        rocksdb_options_set_block_based_table_factory(pointer, table)
        // Both are counted references; the factory keeps its own.
        rocksdb_cache_destroy(cache)
        rocksdb_block_based_options_destroy(table)
    }
}
