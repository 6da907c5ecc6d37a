import Glibc

/// A TCP connection for bytes that no client of ours would send.
final class RawConnection {
    private let descriptor: Int32
    /// How long a read may wait, in seconds.
    private static let patience = 10

    init(port: Int) throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard self.descriptor >= 0 else { throw TestFailure("no socket: errno \(errno)") }
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(
            self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit,
            socklen_t(MemoryLayout<timeval>.size))
        var address = LoopbackAddress.make(port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(self.descriptor, generic, length)
            }
        }
        guard outcome == 0 else { throw TestFailure("no connection: errno \(errno)") }
    }

    deinit {
        close(self.descriptor)
    }

    func send(_ bytes: [UInt8]) throws {
        let sent = Glibc.send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        guard sent == bytes.count else { throw TestFailure("sent \(sent) bytes: errno \(errno)") }
    }

    /// Everything the other side sends until it closes the connection.
    ///
    /// - Throws: `TestFailure` when it does not close it in time.
    func readToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(self.descriptor, &chunk, chunk.count, 0)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return all }
            guard count > 0 else {
                throw TestFailure("the connection was still open after \(Self.patience) s")
            }
            all += chunk[..<count]
        }
    }
}
