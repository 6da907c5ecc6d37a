import CRocksDB

/// An open RocksDB database.
///
/// It is closed when the last of it and its column families, cursors and checkpoints is gone. Any
/// thread may read and write at any time.
package final class Database: Sendable {
    /// In the order in which they were asked for.
    package let families: [ColumnFamily]
    let connection: DatabaseConnection
    private let readOptions = ReadOptions()

    /// Opens, or creates when the options say so, the database in directory `path`.
    ///
    /// `families` are all column families of the database; `default` always exists and must be
    /// among them.
    package convenience init(
        path: String, options: DatabaseOptions, families: [ColumnFamilyOptions]
    ) throws(RocksDBError) {
        self.init(
            taking: try Self.open(path: path, options: options, families: families),
            families: families)
    }

    /// Opens the database in directory `path` for reading.
    ///
    /// No byte of its data is changed, but an information log appears beside it. Others may have it
    /// open; what they write afterwards is not seen.
    package convenience init(
        readingAt path: String, options: DatabaseOptions, families: [ColumnFamilyOptions]
    ) throws(RocksDBError) {
        self.init(
            taking: try Self.openForReading(path: path, options: options, families: families),
            families: families)
    }

    private init(taking opened: Opened, families: [ColumnFamilyOptions]) {
        let connection = DatabaseConnection(pointer: opened.database)
        self.connection = connection
        self.families = zip(families, opened.families).map { family, pointer in
            ColumnFamily(name: family.name, pointer: pointer, connection: connection)
        }
    }

    /// Calls `action` once the database is closed, in place of what was set before.
    ///
    /// It runs on the thread that drops the last of the database, its column families, cursors and
    /// checkpoints, so that may be any thread that reads.
    package func whenClosed(_ action: @escaping @Sendable () -> Void) {
        self.connection.setClosingAction(action)
    }

    /// Writes all changes of `batch` together.
    package func write(
        _ batch: consuming WriteBatch, options: WriteOptions
    ) throws(RocksDBError) {
        let pointer = batch.pointer
        try checked { rocksdb_write(self.connection.pointer, options.pointer, pointer, $0) }
    }

    /// The value stored under `key`, copied once, or `nil`.
    ///
    /// - Parameter snapshot: as of when; `nil` for now.
    package func value(
        for key: [UInt8], in family: ColumnFamily, at snapshot: Snapshot? = nil
    ) throws(RocksDBError) -> [UInt8]? {
        let pinned = try checked { error in
            withCharacters(key) { key, count in
                rocksdb_get_pinned_cf(
                    self.connection.pointer, snapshot?.options ?? self.readOptions.pointer,
                    family.pointer, key, count, error)
            }
        }
        guard let pinned else { return nil }
        defer { rocksdb_pinnableslice_destroy(pinned) }
        var count = 0
        guard let start = rocksdb_pinnableslice_value(pinned, &count) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Writes the buffers of `family` to tables and waits until they are on the disk.
    package func flush(_ family: ColumnFamily) throws(RocksDBError) {
        let options = rocksdb_flushoptions_create()
        defer { rocksdb_flushoptions_destroy(options) }
        rocksdb_flushoptions_set_wait(options, 1)
        try checked {
            rocksdb_flush_cf(self.connection.pointer, options, family.pointer, $0)
        }
    }

    /// A property that is a number, such as `rocksdb.estimate-num-keys`; `nil` when there is none
    /// of that name.
    package func integerProperty(_ name: String, of family: ColumnFamily) -> UInt64? {
        var value: UInt64 = 0
        let result = rocksdb_property_int_cf(
            self.connection.pointer, family.pointer, name, &value)
        return result == 0 ? value : nil
    }

    /// A property as text, such as `rocksdb.stats`; `nil` when there is none of that name.
    package func property(_ name: String, of family: ColumnFamily) -> String? {
        guard
            let text = rocksdb_property_value_cf(self.connection.pointer, family.pointer, name)
        else { return nil }
        defer { rocksdb_free(text) }
        return String(cString: text)
    }
}
