extension PeerLinkError {
    /// The kind of an error without its details: the label in metrics, and what tells a new fault
    /// from one that goes on.
    package enum Code: String, CaseIterable, Comparable, Sendable {
        case connectionRefused = "connection_refused"
        case connectFailed = "connect_failed"
        case nameNotResolved = "name_not_resolved"
        case insecure
        case handshakeTimedOut = "handshake_timed_out"
        case badMagic = "bad_magic"
        case refusedByPeer = "refused_by_peer"
        case refusedPeer = "refused_peer"
        case wrongNodeAnswered = "wrong_node_answered"
        case versionNotOffered = "version_not_offered"
        case frameTooLarge = "frame_too_large"
        case frameTooShort = "frame_too_short"
        case checksumMismatch = "checksum_mismatch"
        case unknownFrameKind = "unknown_frame_kind"
        case reservedFlags = "reserved_flags"
        case malformed
        case unexpected
        case unsupported
        case silent
        case disconnected
        case socketFailed = "socket_failed"
        case superseded
        case endpointChanged = "endpoint_changed"
        case tooManyLinks = "too_many_links"
        case stopped

        package static func < (left: Code, right: Code) -> Bool { left.rawValue < right.rawValue }
    }

    package var code: Code {
        switch self {
        case .connectionRefused: .connectionRefused
        case .connectFailed: .connectFailed
        case .nameNotResolved: .nameNotResolved
        case .insecure: .insecure
        case .handshakeTimedOut: .handshakeTimedOut
        case .badMagic: .badMagic
        case .refusedByPeer: .refusedByPeer
        case .refusedPeer: .refusedPeer
        case .wrongNodeAnswered: .wrongNodeAnswered
        case .versionNotOffered: .versionNotOffered
        case .frameTooLarge: .frameTooLarge
        case .frameTooShort: .frameTooShort
        case .checksumMismatch: .checksumMismatch
        case .unknownFrameKind: .unknownFrameKind
        case .reservedFlags: .reservedFlags
        case .malformed: .malformed
        case .unexpected: .unexpected
        case .unsupported: .unsupported
        case .silent: .silent
        case .disconnected: .disconnected
        case .socketFailed: .socketFailed
        case .superseded: .superseded
        case .endpointChanged: .endpointChanged
        case .tooManyLinks: .tooManyLinks
        case .stopped: .stopped
        }
    }
}
