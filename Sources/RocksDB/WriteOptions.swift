import CRocksDB

/// How a batch is written: with or without the write-ahead log, synced or not.
///
/// `@unchecked Sendable`: the C object is set up in `init` and only read by RocksDB afterwards.
package final class WriteOptions: @unchecked Sendable {
    let pointer: OpaquePointer

    /// The write returns when the write-ahead log is on the disk.
    package static func synced() -> WriteOptions {
        WriteOptions(sync: true, usesWriteAheadLog: true)
    }

    /// The write returns when the operating system has the write-ahead log.
    package static func buffered() -> WriteOptions {
        WriteOptions(sync: false, usesWriteAheadLog: true)
    }

    /// The write is in memory only until it is flushed.
    package static func withoutWriteAheadLog() -> WriteOptions {
        WriteOptions(sync: false, usesWriteAheadLog: false)
    }

    private init(sync: Bool, usesWriteAheadLog: Bool) {
        self.pointer = rocksdb_writeoptions_create()
        rocksdb_writeoptions_set_sync(self.pointer, sync ? 1 : 0)
        rocksdb_writeoptions_disable_WAL(self.pointer, usesWriteAheadLog ? 0 : 1)
    }

    deinit {
        rocksdb_writeoptions_destroy(self.pointer)
    }
}
