import Glibc

/// The calls of the operating system that a data directory needs, with errors that name the path.
enum FileSystem {
    enum Kind: Hashable {
        case missing
        case directory
        case other
    }

    static func kind(of path: String) throws(SystemCallError) -> Kind {
        var information = stat()
        guard stat(path, &information) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return .missing }
            throw SystemCallError("read the status of", path)
        }
        return information.st_mode & S_IFMT == S_IFDIR ? .directory : .other
    }

    /// Whether this process may create files in directory `path`.
    static func checkWritable(_ path: String) throws(SystemCallError) {
        // The effective user counts, as it does for the writes themselves.
        guard faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0 else {
            throw SystemCallError("write to", path)
        }
    }

    /// The directory that holds `path`.
    static func parent(of path: String) -> String {
        let trimmed = path.reversed().drop { $0 == "/" }
        guard let slash = trimmed.firstIndex(of: "/") else { return "." }
        let parent = String(trimmed[slash...].drop { $0 == "/" }.reversed())
        return parent.isEmpty ? "/" : parent
    }

    static func createDirectory(_ path: String) throws(SystemCallError) {
        guard mkdir(path, 0o755) == 0 else { throw SystemCallError("create directory", path) }
    }

    /// The names in directory `path`, sorted, without `.` and `..`.
    static func names(in path: String) throws(SystemCallError) -> [String] {
        guard let stream = opendir(path) else { throw SystemCallError("list", path) }
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

    /// Removes a file, or a directory and everything in it; a missing one is no error.
    static func removeTree(_ path: String) throws(SystemCallError) {
        switch try Self.kind(of: path) {
        case .missing:
            return
        case .other:
            guard unlink(path) == 0 else { throw SystemCallError("remove", path) }
        case .directory:
            for name in try Self.names(in: path) {
                try Self.removeTree("\(path)/\(name)")
            }
            guard rmdir(path) == 0 else { throw SystemCallError("remove", path) }
        }
    }

    static func rename(_ old: String, to new: String) throws(SystemCallError) {
        guard Glibc.rename(old, new) == 0 else {
            throw SystemCallError("rename to \(new) the file", old)
        }
    }

    /// Makes a file's bytes, or a directory's names, survive a power failure.
    static func sync(_ path: String) throws(SystemCallError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemCallError("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemCallError("sync", path) }
    }

    /// `sync` for a directory and everything in it, inside first.
    static func syncTree(_ path: String) throws(SystemCallError) {
        if try Self.kind(of: path) == .directory {
            for name in try Self.names(in: path) {
                try Self.syncTree("\(path)/\(name)")
            }
        }
        try Self.sync(path)
    }

    /// Writes a file that must not exist yet, and does not sync it.
    static func writeFile(_ path: String, _ bytes: [UInt8]) throws(SystemCallError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemCallError("create", path) }
        defer { close(descriptor) }
        try Self.writeAll(bytes, to: descriptor, path: path)
    }

    static func writeAll(
        _ bytes: [UInt8], to descriptor: Int32, path: String
    ) throws(SystemCallError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                Glibc.write(descriptor, raw.baseAddress.map { $0 + written }, raw.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemCallError("write to", path) }
            written += count
        }
    }

    /// The first `limit` bytes of a file, or `nil` when there is none.
    static func readFile(_ path: String, limit: Int) throws(SystemCallError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw SystemCallError("open", path)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = bytes.withUnsafeMutableBytes { raw in
                Glibc.read(descriptor, raw.baseAddress.map { $0 + filled }, limit - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemCallError("read", path) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    /// Bytes that this process may still write on the file system of `path`.
    static func freeBytes(at path: String) throws(SystemCallError) -> UInt64 {
        var information = statvfs()
        guard statvfs(path, &information) == 0 else {
            throw SystemCallError("read the free space of", path)
        }
        return UInt64(information.f_bavail) * UInt64(information.f_frsize)
    }
}
