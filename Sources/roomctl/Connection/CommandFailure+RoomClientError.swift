import RoomClient
import RoomProtocol

extension CommandFailure {
    /// - Parameters:
    ///   - error: what the client reported.
    ///   - identity: under what the change can be repeated; `nil` when it cannot, or when nothing
    ///     was to be changed.
    init(
        _ error: RoomClientError, format: OutputFormat,
        identity: RequestIdentity? = nil
    ) {
        let status = Self.status(of: error)
        let retryAfter = error.retryAfter.map { duration in
            duration.components.seconds * 1_000
                + duration.components.attoseconds / 1_000_000_000_000_000
        }
        self.init(
            status: status,
            report: ErrorReport(
                reason: error.reason, message: error.message,
                advice: Self.advice(for: error.reason)
                    ?? Self.advice(for: status, identity: identity),
                outcome: WireWord.name(error.outcome), metadata: error.metadata,
                retryAfterMs: retryAfter.flatMap { $0 > 0 ? $0 : nil }),
            format: format)
    }

    private static func status(of error: RoomClientError) -> ExitStatus {
        if error.outcome == .unknown { return .outcomeUnknown }
        // A file that was named on the command line is not what it should be.
        if error.reason == RoomClientError.Reason.invalidTLS { return .usage }
        switch error.status {
        case .unavailable, .deadlineExceeded, .resourceExhausted: return .unavailable
        default: return .failed
        }
    }

    /// What the message, which is for every client, cannot say in words of this command line.
    static func advice(for reason: String) -> String? {
        switch reason {
        case "HOST_ALREADY_LIVE":
            "end that room first, or let it be ended: --end-other, in a file onConflict: END_OTHER."
        case "QUORUM_WOULD_BE_LOST":
            "start the voters that do not answer (roomctl cluster members shows which), or add "
                + "a voter first; promote, replace and remove do it all the same with --force."
        case "NODE_NOT_ANSWERING":
            "see whether its roomd runs, and what roomctl cluster status says of it; promote and "
                + "replace go on all the same with --force."
        case "NOT_CAUGHT_UP":
            "repeat the command in a while; promote and replace go on all the same with --force."
        case RoomClientError.Reason.certificateRefused:
            "--tls-cert and --tls-ca must be from this cluster's authority and valid now "
                + "(cluster/certs list), and the role client or operator "
                + "(docs/security.md)."
        case RoomClientError.Reason.tlsMismatch:
            "give --tls-cert, --tls-key and --tls-ca for a cluster with TLS, and for one "
                + "without it neither them nor their variables."
        case RoomClientError.Reason.invalidTLS:
            "name the right files with --tls-cert, --tls-key and --tls-ca."
        case "PROTOCOL_VIOLATION":
            "check that --endpoints names native endpoints; those for HTTP, gRPC and peers are "
                + "others, see \"roomctl cluster status\"."
        default: nil
        }
    }

    private static func advice(
        for status: ExitStatus, identity: RequestIdentity?
    ) -> String? {
        switch status {
        case .unavailable:
            return "see which nodes answer with \"roomctl cluster status\", check that --endpoints "
                + "names their native endpoints, then repeat the command."
        case .outcomeUnknown:
            guard let identity else {
                return "see whether the change took effect, before repeating it."
            }
            return "repeat the command with \(identity.flags): it returns the first outcome and "
                + "never acts twice."
        case .ok, .failed, .usage:
            return nil
        }
    }
}
