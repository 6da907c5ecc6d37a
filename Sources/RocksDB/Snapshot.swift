import CRocksDB

/// What a database held at one moment, for whoever reads more than one key of it.
///
/// It keeps its database open, and what it sees from being compacted away, until the last of it is
/// gone. Any thread may read through it.
///
/// `@unchecked Sendable`: RocksDB's snapshot never changes; it is released once, in `deinit`.
package final class Snapshot: @unchecked Sendable {
    let pointer: OpaquePointer?
    /// To read single values as of this moment.
    let options: OpaquePointer
    private let connection: DatabaseConnection

    package init(of database: Database) {
        self.connection = database.connection
        self.pointer = rocksdb_create_snapshot(database.connection.pointer)
        self.options = rocksdb_readoptions_create()
        rocksdb_readoptions_set_verify_checksums(self.options, 1)
        rocksdb_readoptions_set_snapshot(self.options, self.pointer)
    }

    deinit {
        rocksdb_readoptions_destroy(self.options)
        rocksdb_release_snapshot(self.connection.pointer, self.pointer)
    }
}
