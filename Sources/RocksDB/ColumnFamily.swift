import CRocksDB

/// A named set of keys within a database.
///
/// It keeps the database open: RocksDB aborts when a database is closed before its column family
/// handles are destroyed, and this order cannot be got wrong here.
///
/// `@unchecked Sendable`: the handle is destroyed once, in `deinit`, and RocksDB lets any thread
/// use it meanwhile.
package final class ColumnFamily: @unchecked Sendable {
    package let name: String
    let pointer: OpaquePointer
    private let connection: DatabaseConnection

    init(name: String, pointer: OpaquePointer, connection: DatabaseConnection) {
        self.name = name
        self.pointer = pointer
        self.connection = connection
    }

    deinit {
        rocksdb_column_family_handle_destroy(self.pointer)
        // The connection, a stored property, is released after this body, so it closes later.
    }
}
