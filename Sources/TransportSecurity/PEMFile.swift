#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Reads the small files that certificates and keys come in.
enum PEMFile {
    /// What tells whether a file was changed.
    struct Stamp: Equatable {
        var seconds: Int
        var nanoseconds: Int
        var bytes: Int64
        var inode: UInt64
    }

    /// `nil` when there is no file, or none that may be looked at.
    static func stamp(of path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        return Stamp(
            seconds: time.tv_sec, nanoseconds: time.tv_nsec, bytes: Int64(status.st_size),
            inode: UInt64(status.st_ino))
    }

    static func read(_ path: String) throws(TLSFileFault) -> [UInt8] {
        guard let file = fopen(path, "re") else {
            throw .unreadable(path, String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        // One byte more than allowed tells a file that is too long.
        var bytes = [UInt8](repeating: 0, count: Limits.fileBytes + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw .unreadable(path, String(cString: strerror(errno))) }
        guard count <= Limits.fileBytes else {
            throw .unreadable(path, "it is larger than \(Limits.fileBytes) bytes")
        }
        return Array(bytes.prefix(count))
    }
}
