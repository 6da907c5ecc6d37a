import Glibc

/// A failed call of the operating system: what was tried, on which path, and `errno`.
struct SystemCallError: Error, Hashable, CustomStringConvertible {
    let attempt: String
    let path: String
    let code: Int32

    /// Takes `errno`, so it must be made right after the call.
    init(_ attempt: String, _ path: String) {
        self.code = errno
        self.attempt = attempt
        self.path = path
    }

    /// Whether the process may not do it, as opposed to a device that failed.
    var isRefusal: Bool {
        self.code == EACCES || self.code == EPERM || self.code == EROFS
    }

    var description: String {
        "cannot \(self.attempt) \(self.path): \(String(cString: strerror(self.code)))"
    }
}
