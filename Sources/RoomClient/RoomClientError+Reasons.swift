package import RoomProtocol
package import TransportSecurity

extension RoomClientError {
    /// The reasons that the client itself gives.
    ///
    /// All others come from the servers.
    public enum Reason {
        /// No connection could be made.
        public static let connectionFailed = "CONNECTION_FAILED"
        /// The connection broke while the reply was awaited.
        public static let connectionLost = "CONNECTION_LOST"
        /// The time for the call ran out.
        public static let deadlineExceeded = "DEADLINE_EXCEEDED"
        /// The calling task was cancelled.
        public static let cancelled = "CANCELLED"
        /// `shutdown()` was called.
        public static let clientClosed = "CLIENT_CLOSED"
        /// A node does not know the cluster's time yet.
        ///
        /// Servers use this word too.
        public static let notReady = "NOT_READY"
        /// More calls than `maxInFlight`, or more bytes than one connection may hold back.
        public static let clientOverloaded = "CLIENT_OVERLOADED"
        /// An endpoint is not of the form host:port.
        public static let invalidEndpoint = "INVALID_ENDPOINT"
        /// A file of `RoomClientOptions.tls` cannot be used.
        public static let invalidTLS = "INVALID_TLS"
        /// One side does not take the other's certificate.
        ///
        /// Servers use this word too.
        public static let certificateRefused = "CERTIFICATE_REFUSED"
        /// One side speaks TLS and the other one does not.
        public static let tlsMismatch = "TLS_MISMATCH"
        /// A request does not fit a frame.
        public static let requestTooLarge = "REQUEST_TOO_LARGE"
        /// A server does not speak this protocol, or belongs to another cluster.
        public static let protocolViolation = "PROTOCOL_VIOLATION"
    }

    package static func connectionFailed(_ endpoint: String, _ cause: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.connectionFailed,
            message: "No connection to \(endpoint): \(cause). "
                + "Check that the node runs and that the endpoint is its native one.",
            status: .unavailable, metadata: ["endpoint": endpoint])
    }

    /// TLS let no connection come to be.
    package static func insecure(_ endpoint: String, _ fault: CertificateFault) -> RoomClientError {
        switch fault {
        case .handshakeTimedOut, .tooManyHandshakes, .connectionFailed:
            return .connectionFailed(endpoint, "\(fault)")
        case .notTLS:
            return .tlsMismatch(endpoint, "\(fault)")
        case .noCertificate, .unreadableCertificate, .notTrusted, .noRole, .severalRoles,
            .malformedRole, .unknownRole, .roleNotAllowed, .otherCluster, .otherNode,
            .refusedByOther:
            return RoomClientError(
                reason: Reason.certificateRefused,
                message: "No connection to \(endpoint): \(fault).",
                status: .permissionDenied,
                metadata: ["endpoint": endpoint, "code": fault.code.rawValue])
        }
    }

    package static func tlsMismatch(_ endpoint: String, _ cause: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.tlsMismatch, message: "No connection to \(endpoint): \(cause).",
            status: .failedPrecondition, metadata: ["endpoint": endpoint])
    }

    /// Whether it stays so until somebody has changed files or settings.
    package var isOfSecurity: Bool {
        [Reason.certificateRefused, Reason.tlsMismatch, Reason.invalidTLS].contains(self.reason)
    }

    package static func connectionLost(_ endpoint: String, _ cause: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.connectionLost,
            message: "The connection to \(endpoint) was lost before the reply: \(cause).",
            status: .unavailable, outcome: .unknown, metadata: ["endpoint": endpoint])
    }

    package static func noReply(_ endpoint: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.deadlineExceeded, message: "No reply from \(endpoint) in time.",
            status: .deadlineExceeded, outcome: .unknown, metadata: ["endpoint": endpoint])
    }

    package static func notConnected(_ endpoint: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.deadlineExceeded, message: "No connection to \(endpoint) in time.",
            status: .deadlineExceeded, metadata: ["endpoint": endpoint])
    }

    package static func noGroupTime(_ endpoint: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.notReady,
            message: "The node at \(endpoint) does not know the cluster's time yet: "
                + "it has not heard from a leader since it started.",
            status: .unavailable, metadata: ["endpoint": endpoint])
    }

    package static func allBackedOff(_ endpoints: [String]) -> RoomClientError {
        let named = endpoints.prefix(5).joined(separator: ", ")
        return RoomClientError(
            reason: Reason.connectionFailed,
            message: "No node can be reached at \(named)"
                + (endpoints.count > 5 ? " and \(endpoints.count - 5) more." : ".")
                + " Check that the nodes run and that these are their native endpoints.",
            status: .unavailable)
    }

    package static let outOfTime = RoomClientError(
        reason: Reason.deadlineExceeded,
        message: "The time for the call ran out before anything was sent.",
        status: .deadlineExceeded)

    package static let cancelled = RoomClientError(
        reason: Reason.cancelled, message: "The calling task was cancelled.",
        status: .unknown)

    package static let clientClosed = RoomClientError(
        reason: Reason.clientClosed, message: "The client was shut down; make a new one.",
        status: .failedPrecondition)

    package static func tooManyCalls(limit: Int) -> RoomClientError {
        RoomClientError(
            reason: Reason.clientOverloaded,
            message: "\(limit) calls are under way in this client, which is its limit; "
                + "wait for some of them, or raise maxInFlight.",
            status: .resourceExhausted, metadata: ["limit": String(limit)])
    }

    package static func outboxFull(_ endpoint: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.clientOverloaded,
            message: "\(Limits.outboxBytes) bytes wait to be sent to \(endpoint), "
                + "which is the limit; the node does not read them fast enough.",
            status: .resourceExhausted,
            metadata: ["endpoint": endpoint, "limit": String(Limits.outboxBytes)])
    }

    package static func invalidEndpoint(_ text: String, _ cause: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.invalidEndpoint,
            message: "\"\(text)\" is not an endpoint: \(cause). Write host:port, "
                + "for IPv6 [address]:port.",
            status: .invalidArgument, metadata: ["field": "endpoint", "actual": text])
    }

    package static func invalidTLS(_ fault: TLSFileFault) -> RoomClientError {
        RoomClientError(
            reason: Reason.invalidTLS, message: "\(fault).", status: .invalidArgument,
            metadata: ["file": fault.file])
    }

    package static func requestTooLarge(_ error: NativeFrameError) -> RoomClientError {
        var metadata = ["field": "request"]
        if case .oversize(let limit, let actual) = error {
            metadata["limit"] = String(limit)
            metadata["actual"] = String(actual)
        }
        return RoomClientError(
            reason: Reason.requestTooLarge, message: "The request cannot be sent: \(error).",
            status: .invalidArgument, metadata: metadata)
    }

    package static func protocolViolation(_ endpoint: String, _ cause: String) -> RoomClientError {
        RoomClientError(
            reason: Reason.protocolViolation, message: "The server at \(endpoint) \(cause).",
            status: .internal, outcome: .unknown, metadata: ["endpoint": endpoint])
    }

    package static func watchSkipped(
        _ room: String, from known: UInt64, to revision: UInt64
    ) -> RoomClientError {
        RoomClientError(
            reason: Reason.protocolViolation,
            message: "The watch went from revision \(known) of room \(room) to \(revision).",
            status: .internal, metadata: ["room_id": room])
    }

    package static func otherReply(_ endpoint: String) -> RoomClientError {
        .protocolViolation(endpoint, "sent a reply that does not belong to the request")
    }
}
