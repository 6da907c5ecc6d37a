import RoomClient
import RoomProtocol

extension CommandFailure {
    /// - Parameters:
    ///   - error: what the client reported.
    ///   - request: the change that failed; `nil` when nothing was to be changed.
    init(
        _ error: RoomClientError, format: OutputFormat,
        request: Roomkeeper_V1_MutateRequest? = nil
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
                advice: Self.advice(for: status, request: request),
                outcome: WireWord.name(error.outcome), metadata: error.metadata,
                retryAfterMs: retryAfter.flatMap { $0 > 0 ? $0 : nil }),
            format: format)
    }

    private static func status(of error: RoomClientError) -> ExitStatus {
        if error.outcome == .unknown { return .outcomeUnknown }
        switch error.status {
        case .unavailable, .deadlineExceeded, .resourceExhausted: return .unavailable
        default: return .failed
        }
    }

    private static func advice(
        for status: ExitStatus, request: Roomkeeper_V1_MutateRequest?
    ) -> String? {
        switch status {
        case .unavailable:
            return "see which nodes answer with \"roomctl cluster status\", check --endpoints, "
                + "then repeat the command."
        case .outcomeUnknown:
            guard let request, !request.requestID.isEmpty else {
                return "read the room to see whether the change took effect, before repeating it."
            }
            return "repeat the command with the same --request-id and --not-after: it returns "
                + "the first outcome and never acts twice."
        case .ok, .failed, .usage:
            return nil
        }
    }
}
