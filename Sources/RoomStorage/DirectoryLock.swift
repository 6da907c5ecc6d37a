import Glibc

/// The exclusive use of a data directory, held until the last owner is gone.
///
/// It is `flock` on the file `LOCK`, so it ends with the process however that dies. The process id
/// in the file is for the person who meets the error; nothing depends on it.
package final class DirectoryLock: Sendable {
    /// Another open handle, in this or another process, holds the lock.
    struct Held: Error, Hashable {
        var processID: Int32?
    }

    private static let processIDBytes = 16

    private let descriptor: Int32

    /// Throws `Held` or `SystemCallError`.
    init(path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemCallError("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure: any Error =
                errno == EWOULDBLOCK
                ? Held(processID: Self.readProcessID(path)) : SystemCallError("lock", path)
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        guard ftruncate(descriptor, 0) == 0 else { throw SystemCallError("write to", path) }
        try FileSystem.writeAll(Array("\(getpid())\n".utf8), to: descriptor, path: path)
    }

    deinit {
        // Closing would do, were it not for a child process that is just being started: it holds a
        // copy of the descriptor until it executes its program.
        flock(self.descriptor, LOCK_UN)
        close(self.descriptor)
    }

    private static func readProcessID(_ path: String) -> Int32? {
        guard let bytes = try? FileSystem.readFile(path, limit: Self.processIDBytes),
            let newline = bytes.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        return Int32(String(decoding: bytes[..<newline], as: UTF8.self))
    }
}
