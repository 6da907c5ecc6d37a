package import RoomProtocol

extension Roomkeeper_V1_Error {
    /// The label under which a call that ended so is counted.
    package var gatewayResult: GatewayResult {
        switch self.status {
        case .ok: .ok
        case .invalidArgument, .outOfRange, .unauthenticated: .invalid
        case .notFound, .alreadyExists, .permissionDenied, .failedPrecondition, .aborted:
            .rejected
        case .resourceExhausted, .unavailable, .deadlineExceeded: .refused
        case .unknown: .unknown
        case .internal, .UNRECOGNIZED: .failed
        }
    }
}
