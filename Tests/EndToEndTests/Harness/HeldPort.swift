import Glibc

/// A port of 127.0.0.1 that the kernel assigned, occupied until it is released.
final class HeldPort: Sendable {
    let port: Int
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw TestFailure("no socket: errno \(errno)") }
        self.descriptor = descriptor
        var address = LoopbackAddress.make(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        guard outcome else { throw TestFailure("no free port: errno \(errno)") }
    }

    deinit {
        close(self.descriptor)
    }
}
