import ByteCoding
package import Raft
package import TransportSecurity

/// Why a link ended, or never came to be.
///
/// It is the peer's or the network's fault, never ours: the link is closed and counted, and the
/// consensus never hears of the bytes.
package enum PeerLinkError: Error, Hashable, Sendable {
    /// Nobody listens at the endpoint: the peer's process is down.
    case connectionRefused(PeerEndpoint)
    /// The connection could not be made for another reason, or not in time.
    case connectFailed(PeerEndpoint, reason: String)
    /// The name of the endpoint has no address.
    case nameNotResolved(PeerEndpoint, reason: String)

    /// TLS let the link not come to be.
    case insecure(CertificateFault)
    /// The handshake was not over in time; the text says what was waited for.
    case handshakeTimedOut(awaiting: String)
    /// The first bytes are of another protocol.
    case badMagic(UInt32)
    /// The other side refused this node.
    case refusedByPeer(PeerRefusal)
    /// This node refused the other side.
    case refusedPeer(PeerRefusal)
    /// Another node answered than the one dialled.
    case wrongNodeAnswered(meant: NodeID, answered: NodeID)
    /// The other side chose a version that was not offered.
    case versionNotOffered(UInt16)

    case frameTooLarge(length: Int, limit: Int)
    case frameTooShort(length: Int, minimum: Int)
    case checksumMismatch(expected: UInt32, actual: UInt32)
    case unknownFrameKind(UInt8)
    case reservedFlags(UInt8)
    /// The body of a frame cannot be read; the texts name the kind of frame and the fault.
    case malformed(kind: String, reason: String)
    /// A frame that has no place here, such as a payload before the handshake.
    case unexpected(kind: String, during: String)
    /// A frame of a kind that is reserved and not served by this version.
    case unsupported(kind: String)

    /// Nothing was heard for this many ticks.
    case silent(ticks: Int)
    /// The other side closed the connection.
    case disconnected
    /// The socket reported an error.
    case socketFailed(reason: String)
    /// The same node opened a newer link.
    case superseded
    /// The peer's endpoint changed, so the link to the old one was closed.
    case endpointChanged
    /// `Limits.acceptedLinks` connections are open already.
    case tooManyLinks(limit: Int)
    /// This node closed the link because it stops or no longer has this peer.
    case stopped

    static func malformedFrame(_ kind: FrameKind, _ failure: DecodingFailure) -> PeerLinkError {
        .malformed(kind: kind.description, reason: failure.description)
    }

    static func unexpectedFrame(_ kind: FrameKind, during state: String) -> PeerLinkError {
        .unexpected(kind: kind.description, during: state)
    }

    static func unsupportedFrame(_ kind: FrameKind) -> PeerLinkError {
        .unsupported(kind: kind.description)
    }
}

extension PeerLinkError {
    /// Whether the same will happen again until an operator has done something, so that trying
    /// again at once is of no use.
    var isLasting: Bool {
        switch self {
        case .refusedByPeer(let refusal), .refusedPeer(let refusal):
            refusal.code != .notReady
        case .badMagic, .wrongNodeAnswered, .versionNotOffered:
            true
        case .insecure(let fault):
            switch fault.code {
            case .connectionFailed, .handshakeTimedOut, .tooManyHandshakes: false
            default: true
            }
        default:
            false
        }
    }
}
