public import RoomProtocol

/// Why a call failed: the server's own error, or what the client met on the way.
///
/// `reason` is the stable word to branch on. `message` is for a person: what happened and what to
/// do.
public struct RoomClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A stable word in capitals, of the server (`ROOM_NOT_FOUND`) or one of `Reason`.
    public var reason: String
    public var message: String
    public var status: Roomkeeper_V1_Status
    /// What is known of the effect of the call.
    public var outcome: Roomkeeper_V1_Outcome
    /// Details by name: `field`, `limit`, `actual`, `op_index`, `endpoint`, ...
    public var metadata: [String: String]
    /// After how long a retry is welcome; nil when the server did not say.
    public var retryAfter: Duration?

    public init(
        reason: String, message: String, status: Roomkeeper_V1_Status,
        outcome: Roomkeeper_V1_Outcome = .notApplied, metadata: [String: String] = [:]
    ) {
        self.reason = reason
        self.message = message
        self.status = status
        self.outcome = outcome
        self.metadata = metadata
    }

    public var description: String { "\(self.reason): \(self.message)" }

    /// The server's own error.
    package init(_ error: Roomkeeper_V1_Error) {
        self.init(
            reason: error.reason, message: error.message, status: error.status,
            outcome: error.outcome, metadata: error.metadata)
        if error.retryAfterMs > 0 {
            self.retryAfter = .milliseconds(Int64(error.retryAfterMs))
        }
    }

    func with(outcome: Roomkeeper_V1_Outcome) -> RoomClientError {
        var error = self
        error.outcome = outcome
        return error
    }
}
