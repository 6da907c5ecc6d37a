import Glibc
import RocksDB

/// A directory of its own for one test, removed with everything in it at the end.
final class TemporaryDirectory {
    let path: String

    init() {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/rocksdb-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("mkdtemp failed: \(errno)") }
        self.path = template.withUnsafeBytes { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    deinit {
        Self.remove(self.path)
    }

    /// Names of the files in `path`, sorted.
    static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in Self.names(in: path) { Self.remove("\(path)/\(name)") }
        if unlink(path) != 0 { rmdir(path) }
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Opens a database with the column families `default` and `other`.
func openDatabase(at path: String, createsNew: Bool) throws -> Database {
    var options = DatabaseOptions()
    options.createsNew = createsNew
    return try Database(
        path: path, options: options,
        families: [ColumnFamilyOptions(name: "default"), ColumnFamilyOptions(name: "other")])
}

/// Puts pairs of texts in one batch.
func put(
    _ pairs: [(String, String)], in family: ColumnFamily, of database: Database,
    options: WriteOptions = .synced()
) throws {
    var batch = WriteBatch()
    for (key, value) in pairs { batch.put(bytes(key), bytes(value), in: family) }
    try database.write(batch, options: options)
}
