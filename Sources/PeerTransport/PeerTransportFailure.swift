/// Why a `PeerTransport` does not start.
package enum PeerTransportFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The endpoint cannot be listened on; the reason is the system's.
    case cannotListen(PeerEndpoint, reason: String)
    /// Another process listens there.
    case endpointInUse(PeerEndpoint)
    /// `start` was called twice, or after `shutdown`.
    case startedBefore

    package var description: String {
        switch self {
        case .cannotListen(let endpoint, let reason):
            """
            cannot listen for peers on \(endpoint): \(reason); choose an address of this machine
            """
        case .endpointInUse(let endpoint):
            """
            cannot listen for peers on \(endpoint): another process listens there; stop it, or \
            choose another port
            """
        case .startedBefore:
            "the peer transport was started before; make a new one"
        }
    }
}
