import Glibc

/// A directory of its own for one test, removed with everything in it at the end.
final class TemporaryDirectory {
    let path: String

    init() {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/room-storage-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("mkdtemp failed: \(errno)") }
        self.path = template.withUnsafeBytes { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    deinit {
        TestFile.remove(self.path)
    }
}

/// Reading and damaging files; every failure ends the test's process with its reason.
enum TestFile {
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

    static func remove(_ path: String) {
        // A link is removed and never followed.
        if unlink(path) == 0 { return }
        for name in Self.names(in: path) { Self.remove("\(path)/\(name)") }
        rmdir(path)
    }

    static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let byte = getc(file)
            if byte == EOF { return bytes }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
    }

    static func write(_ bytes: [UInt8], to path: String) {
        guard let file = fopen(path, "wb") else { fatalError("cannot create \(path): \(errno)") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            fatalError("cannot write \(path): \(errno)")
        }
    }

    static func append(_ text: String, to path: String) {
        guard let file = fopen(path, "ab") else { fatalError("cannot open \(path): \(errno)") }
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { fatalError("cannot write \(path): \(errno)") }
    }

    static func makeDirectory(_ path: String) {
        guard mkdir(path, 0o755) == 0 else { fatalError("cannot create \(path): \(errno)") }
    }

    static func copyTree(_ source: String, to target: String) {
        Self.makeDirectory(target)
        // Without what would tell that it is a copy.
        for name in Self.names(in: source) where name != "ORIGIN" {
            let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
            if opendir(from).map({ closedir($0) }) != nil {
                Self.copyTree(from, to: to)
            } else {
                Self.write(Self.read(from), to: to)
            }
        }
    }
}
