import NIOCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension PeerTransportFailure {
    /// Tells the one mistake that is easily made apart from all others.
    init(listeningOn endpoint: PeerEndpoint, _ error: any Error) {
        if (error as? IOError)?.errnoCode == EADDRINUSE {
            self = .endpointInUse(endpoint)
        } else {
            self = .cannotListen(endpoint, reason: "\(error)")
        }
    }
}
