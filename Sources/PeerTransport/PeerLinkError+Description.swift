extension PeerLinkError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .connectionRefused(let endpoint):
            "nobody listens at \(endpoint)"
        case .connectFailed(let endpoint, let reason):
            "connecting to \(endpoint) failed: \(reason)"
        case .nameNotResolved(let endpoint, let reason):
            "the name of \(endpoint) was not resolved: \(reason)"
        case .insecure(let fault):
            "\(fault)"
        case .handshakeTimedOut(let awaiting):
            "the handshake was not over in time; it waited for \(awaiting)"
        case .badMagic(let magic):
            "the first bytes (\(magic)) are not of Roomkeeper's peer protocol"
        case .refusedByPeer(let refusal):
            "the other side refused the link (\(refusal.code)): \(refusal.sentence)"
        case .refusedPeer(let refusal):
            "refused the link (\(refusal.code)): \(refusal.sentence)"
        case .wrongNodeAnswered(let meant, let answered):
            """
            node \(answered) answered where node \(meant) was meant; correct the peer endpoint of \
            node \(meant)
            """
        case .versionNotOffered(let version):
            "the other side chose version \(version) of the peer protocol, which was not offered"
        case .frameTooLarge(let length, let limit):
            "a frame of \(length) bytes is above the limit of \(limit)"
        case .frameTooShort(let length, let minimum):
            "a frame of \(length) bytes is below the minimum of \(minimum)"
        case .checksumMismatch(let expected, let actual):
            "a frame's checksum is \(expected), but its bytes have \(actual): they were damaged"
        case .unknownFrameKind(let kind):
            "a frame has the unknown kind \(kind)"
        case .reservedFlags(let flags):
            "a frame has the flags \(flags), which are reserved and must be 0"
        case .malformed(let kind, let reason):
            "a \(kind) frame cannot be read: \(reason)"
        case .unexpected(let kind, let during):
            "a \(kind) frame has no place during \(during)"
        case .unsupported(let kind):
            "a \(kind) frame is reserved and not served by this version"
        case .silent(let ticks):
            "nothing was heard for \(ticks) ticks"
        case .disconnected:
            "the other side closed the connection"
        case .socketFailed(let reason):
            "the socket failed: \(reason)"
        case .superseded:
            "the same node opened a newer link"
        case .endpointChanged:
            "the endpoint of the peer changed"
        case .tooManyLinks(let limit):
            "there are \(limit) accepted connections already, which is the limit"
        case .stopped:
            "this node closed the link"
        }
    }
}
