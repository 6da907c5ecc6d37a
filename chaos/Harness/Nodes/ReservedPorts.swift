import Glibc

/// Ports of 127.0.0.1 that the kernel assigned, and gives to nobody else while this lives.
///
/// Each is bound by a socket that never listens: a program that also sets SO_REUSEADDR may listen
/// there, now or again later; who connects meanwhile is refused; and no outgoing connection gets
/// the port (ip(7), ip_local_port_range).
package final class ReservedPorts: Sendable {
    package let numbers: [Int]
    private let descriptors: [Int32]

    package init(_ count: Int) throws {
        var descriptors: [Int32] = []
        var numbers: [Int] = []
        do {
            for _ in 0..<count {
                let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                guard descriptor >= 0 else { throw Self.error("no socket") }
                descriptors.append(descriptor)
                numbers.append(try Self.bind(descriptor))
            }
        } catch {
            for descriptor in descriptors { close(descriptor) }
            throw error
        }
        self.numbers = numbers
        self.descriptors = descriptors
    }

    deinit {
        for descriptor in self.descriptors { close(descriptor) }
    }

    private static func bind(_ descriptor: Int32) throws -> Int {
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size) == 0 else {
            throw Self.error("no port that may be shared")
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                Glibc.bind(descriptor, generic, length) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isBound else { throw Self.error("no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func error(_ what: String) -> HarnessError {
        HarnessError("\(what): \(String(cString: strerror(errno)))")
    }
}
