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
            rocksdb_open_column_families(
                databaseOptions, path, Int32(families.count), names.map { UnsafePointer($0) },
                familyOptions, &handles, error)
        }
        let opened = handles.compactMap { $0 }
        guard let database, opened.count == families.count else {
            throw RocksDBError(text: "rocksdb_open_column_families returned NULL without an error")
        }
        return Opened(database: database, families: opened)
    }
}
