import CRocksDB

/// How values are read; block checksums are always verified.
///
/// `@unchecked Sendable`: the C object is set up in `init` and only read by RocksDB afterwards.
package final class ReadOptions: @unchecked Sendable {
    let pointer: OpaquePointer

    /// - Parameter fillsCache: whether blocks that are read stay in the block cache; off for scans
    ///   that would only push out what others need.
    package init(fillsCache: Bool = true) {
        self.pointer = rocksdb_readoptions_create()
        rocksdb_readoptions_set_verify_checksums(self.pointer, 1)
        rocksdb_readoptions_set_fill_cache(self.pointer, fillsCache ? 1 : 0)
    }

    deinit {
        rocksdb_readoptions_destroy(self.pointer)
    }
}
