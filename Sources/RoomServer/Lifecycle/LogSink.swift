import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the lines of the log go, one whole line at a time.
package final class LogSink: Sendable {
    private let write: @Sendable (_ line: String) -> Void

    package init(_ write: @escaping @Sendable (_ line: String) -> Void) {
        self.write = write
    }

    /// Standard error.
    ///
    /// Lines of different threads do not mix.
    package static let standardError: LogSink = {
        let order = Mutex<Void>(())
        return LogSink { line in
            order.withLock { _ in LogSink.writeAll(Array(line.utf8)) }
        }
    }()

    func emit(_ line: String) {
        self.write(line + "\n")
    }

    /// Writes past interruptions and short writes.
    ///
    /// A log that cannot be written is no reason to
    /// stop a node, so other errors are dropped.
    private static func writeAll(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                #if canImport(Glibc)
                Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
                #else
                Darwin.write(STDERR_FILENO, $0.baseAddress, $0.count)
                #endif
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EINTR {
                continue
            } else {
                return
            }
        }
    }
}
