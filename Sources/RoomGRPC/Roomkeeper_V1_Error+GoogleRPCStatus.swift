import GRPCCore
import GRPCProtobuf
import RoomProtocol

extension GoogleRPCStatus {
    /// The domain of every `ErrorInfo` of this service.
    static let domain = "roomkeeper"

    /// The same error as on every door: its reason and metadata travel in
    /// `google.rpc.ErrorInfo`, with what is known of the effect under the key `outcome`.
    init(_ error: Roomkeeper_V1_Error) {
        var metadata = error.metadata
        metadata["outcome"] = error.outcome.word
        var details: [ErrorDetails] = [
            .errorInfo(reason: error.reason, domain: Self.domain, metadata: metadata)
        ]
        if error.retryAfterMs > 0 {
            details.append(.retryInfo(delay: .milliseconds(error.retryAfterMs)))
        }
        self.init(code: error.status.code, message: error.message, details: details)
    }
}

extension Roomkeeper_V1_Outcome {
    /// The word that callers compare with.
    fileprivate var word: String {
        switch self {
        case .notApplied: "NOT_APPLIED"
        // What is not said is not known.
        case .unknown, .unspecified, .UNRECOGNIZED: "UNKNOWN"
        }
    }
}

extension Roomkeeper_V1_Status {
    /// The gRPC code with the same number.
    fileprivate var code: RPCError.Code {
        switch self {
        case .invalidArgument: .invalidArgument
        case .deadlineExceeded: .deadlineExceeded
        case .notFound: .notFound
        case .alreadyExists: .alreadyExists
        case .permissionDenied: .permissionDenied
        case .resourceExhausted: .resourceExhausted
        case .failedPrecondition: .failedPrecondition
        case .aborted: .aborted
        case .outOfRange: .outOfRange
        case .internal: .internalError
        case .unavailable: .unavailable
        case .unauthenticated: .unauthenticated
        // An error with the status OK would be a fault of this node.
        case .unknown, .ok, .UNRECOGNIZED: .unknown
        }
    }
}
