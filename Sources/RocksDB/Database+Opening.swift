import CRocksDB
import Glibc

extension Database {
    /// The raw handles of an opened database, one of each column family in the order asked for.
    struct Opened {
        var database: OpaquePointer
        var families: [OpaquePointer]
    }

    static func open(
        path: String, options: DatabaseOptions, families: [ColumnFamilyOptions]
    ) throws(RocksDBError) -> Opened {
        try Self.open(options, families) { pointer, names, familyOptions, handles, error in
            rocksdb_open_column_families(
                pointer, path, Int32(families.count), names, familyOptions, handles, error)
        }
    }

    /// Like `open`, and changes nothing.
    static func openForReading(
        path: String, options: DatabaseOptions, families: [ColumnFamilyOptions]
    ) throws(RocksDBError) -> Opened {
        try Self.open(options, families) { pointer, names, familyOptions, handles, error in
            // A write-ahead log that is there is replayed in memory.
            rocksdb_open_for_read_only_column_families(
                pointer, path, Int32(families.count), names, familyOptions, handles, 0, error)
        }
    }

    private typealias Opening = (
        OpaquePointer, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<OpaquePointer?>,
        UnsafeMutablePointer<OpaquePointer?>,
        UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> OpaquePointer?

    /// Makes what an opening function of the C interface takes, and takes apart what it gives.
    private static func open(
        _ options: DatabaseOptions, _ families: [ColumnFamilyOptions], _ body: Opening
    ) throws(RocksDBError) -> Opened {
        let databaseOptions = try options.makePointer()
        defer { rocksdb_options_destroy(databaseOptions) }
        let familyOptions: [OpaquePointer?] = families.map { family in
            let copy = rocksdb_options_create_copy(databaseOptions)
            if let copy { family.apply(to: copy) }
            return copy
        }
        defer {
            for pointer in familyOptions { rocksdb_options_destroy(pointer) }
        }
        let names = families.map { strdup($0.name) }
        defer {
            for name in names { free(name) }
        }
        var handles = [OpaquePointer?](repeating: nil, count: families.count)
        let database = try checked { error in
            body(databaseOptions, names.map { UnsafePointer($0) }, familyOptions, &handles, error)
        }
        let opened = handles.compactMap { $0 }
        guard let database, opened.count == families.count else {
            throw RocksDBError(text: "opening returned NULL without an error")
        }
        return Opened(database: database, families: opened)
    }
}
