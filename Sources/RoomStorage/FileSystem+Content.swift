import ByteCoding
import Glibc

/// Reading and writing parts of large files.
extension FileSystem {
    /// The size of a file in bytes, or `nil` when there is none.
    static func size(of path: String) throws(SystemCallError) -> UInt64? {
        var information = stat()
        guard stat(path, &information) == 0 else {
            if errno == ENOENT { return nil }
            throw SystemCallError("read the status of", path)
        }
        return UInt64(information.st_size)
    }

    /// Creates an empty file that must not exist yet.
    static func createFile(_ path: String) throws(SystemCallError) {
        try Self.writeFile(path, [])
    }

    /// Cuts a file to its first `size` bytes.
    static func truncate(_ path: String, to size: UInt64) throws(SystemCallError) {
        guard Glibc.truncate(path, off_t(clamping: size)) == 0 else {
            throw SystemCallError("cut to \(size) bytes", path)
        }
    }

    /// Writes `bytes` into a file that exists, at `offset`, and does not sync them.
    static func write(
        _ bytes: ArraySlice<UInt8>, to path: String, at offset: UInt64
    ) throws(SystemCallError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemCallError("open", path) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                pwrite(
                    descriptor, raw.baseAddress.map { $0 + written }, raw.count - written,
                    off_t(clamping: offset) + written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemCallError("write to", path) }
            written += count
        }
    }

    /// `count` bytes of a file from `offset` on, or fewer where it ends.
    static func read(
        _ path: String, from offset: UInt64, count: Int
    ) throws(SystemCallError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemCallError("open", path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let filled = try Self.fill(&bytes, from: descriptor, at: offset, path: path)
        return filled == count ? bytes : Array(bytes[..<filled])
    }

    /// Size and checksum of a whole file, which is read piece by piece.
    static func checksum(
        of path: String
    ) throws(SystemCallError) -> (size: UInt64, crc32c: UInt32) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemCallError("open", path) }
        defer { close(descriptor) }
        var piece = [UInt8](repeating: 0, count: Limits.checksumPieceBytes)
        var crc = CRC32C()
        var size: UInt64 = 0
        while true {
            let filled = try Self.fill(&piece, from: descriptor, at: size, path: path)
            crc.update(piece[..<filled])
            size += UInt64(filled)
            if filled < piece.count { return (size, crc.value) }
        }
    }

    /// Fills `bytes` from `offset` on, and returns how many there were.
    private static func fill(
        _ bytes: inout [UInt8], from descriptor: Int32, at offset: UInt64, path: String
    ) throws(SystemCallError) -> Int {
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { raw in
                pread(
                    descriptor, raw.baseAddress.map { $0 + filled }, raw.count - filled,
                    off_t(clamping: offset) + filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemCallError("read", path) }
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}
