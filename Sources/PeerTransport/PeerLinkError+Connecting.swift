import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension PeerLinkError {
    /// Tells apart why an endpoint could not be connected to.
    ///
    /// A name may have several addresses. It counts as refused only when every attempt was refused:
    /// fast failover takes a refusal for proof that nobody listens.
    init(connecting endpoint: PeerEndpoint, _ error: any Error) {
        guard let several = error as? NIOConnectionError else {
            self =
                Self.isRefusal(error)
                ? .connectionRefused(endpoint)
                : .connectFailed(endpoint, reason: "\(error)")
            return
        }
        let failures = several.connectionErrors
        if failures.isEmpty {
            let reason = several.dnsAError ?? several.dnsAAAAError
            self = .nameNotResolved(endpoint, reason: reason.map { "\($0)" } ?? "no address")
        } else if failures.allSatisfy({ Self.isRefusal($0.error) }) {
            self = .connectionRefused(endpoint)
        } else {
            let reasons = failures.map { "\($0.target): \($0.error)" }
            self = .connectFailed(endpoint, reason: reasons.joined(separator: "; "))
        }
    }

    private static func isRefusal(_ error: any Error) -> Bool {
        (error as? IOError)?.errnoCode == ECONNREFUSED
    }
}
