import NIOCore
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A TCP socket that listens already, for a door whose library binds too late to fail early.
///
/// It closes the socket when it goes away, unless somebody has taken the descriptor over.
package final class ListeningSocket: Sendable {
    /// With the port that the kernel chose, when it was asked for one.
    package let endpoint: Endpoint
    /// `nil` once taken.
    private let descriptor: Mutex<CInt?>

    private static let backlog: CInt = 256

    /// Binds to `endpoint` and listens; `door` is named in the error.
    package init(door: String, at endpoint: Endpoint) throws(DoorBindFailure) {
        do {
            let address = try SocketAddress.makeAddressResolvingHost(
                endpoint.host, port: endpoint.port)
            let (descriptor, port) = try Self.listen(at: address)
            self.descriptor = Mutex(descriptor)
            self.endpoint = Endpoint(host: endpoint.host, port: port)
        } catch {
            throw DoorBindFailure(door: door, address: endpoint, error: error)
        }
    }

    deinit {
        if let descriptor = self.descriptor.withLock({ $0 }) { close(descriptor) }
    }

    /// The descriptor, which its taker closes.
    ///
    /// To be called once.
    package func takeDescriptor() -> Int {
        let taken = self.descriptor.withLock { $0.take() }
        guard let taken else { fatalError("the listening socket was taken twice") }
        return Int(taken)
    }

    private static func listen(at address: SocketAddress) throws -> (CInt, port: Int) {
        let descriptor = socket(Self.family(of: address), Self.streamType, 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        do {
            var on: CInt = 1
            let size = socklen_t(MemoryLayout<CInt>.size)
            try Self.check(
                setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size), "setsockopt")
            // A program started by this one must not keep the port.
            try Self.check(fcntl(descriptor, F_SETFD, FD_CLOEXEC), "fcntl")
            try Self.check(
                address.withSockAddr { pointer, size in
                    bind(descriptor, pointer, socklen_t(size))
                }, "bind")
            #if canImport(Glibc)
            try Self.check(Glibc.listen(descriptor, Self.backlog), "listen")
            #else
            try Self.check(Darwin.listen(descriptor, Self.backlog), "listen")
            #endif
            return (descriptor, try Self.port(of: descriptor))
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func check(_ status: CInt, _ call: String) throws {
        guard status == 0 else { throw IOError(errnoCode: errno, reason: call) }
    }

    private static func family(of address: SocketAddress) -> CInt {
        switch address {
        case .v4: AF_INET
        case .v6: AF_INET6
        case .unixDomainSocket: AF_UNIX
        }
    }

    private static var streamType: CInt {
        #if canImport(Glibc)
        CInt(SOCK_STREAM.rawValue)
        #else
        SOCK_STREAM
        #endif
    }

    private static func port(of descriptor: CInt) throws -> Int {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        try Self.check(status, "getsockname")
        // Bytes 2 and 3 in both families' addresses, big endian.
        return withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
    }
}
