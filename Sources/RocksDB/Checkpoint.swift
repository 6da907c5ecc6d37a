import CRocksDB

/// Makes copies of an open database on the same file system: tables are hard links.
package struct Checkpoint: ~Copyable {
    private let pointer: OpaquePointer
    private let connection: DatabaseConnection

    package init(of database: Database) throws(RocksDBError) {
        let connection = database.connection
        let pointer = try checked { rocksdb_checkpoint_object_create(connection.pointer, $0) }
        guard let pointer else {
            throw RocksDBError(text: "rocksdb_checkpoint_object_create returned NULL")
        }
        self.pointer = pointer
        self.connection = connection
    }

    deinit {
        rocksdb_checkpoint_object_destroy(self.pointer)
    }

    /// Writes a copy of everything written so far to `path`, which must not exist.
    ///
    /// Buffers are flushed first, whatever the size of the write-ahead log: data written without
    /// one would be missing otherwise.
    package func create(at path: String) throws(RocksDBError) {
        try checked { rocksdb_checkpoint_create(self.pointer, path, 0, $0) }
    }
}
