package import RoomProtocol
package import RoomState

/// The one error value of all doors can end a `Result`.
extension Roomkeeper_V1_Error: Error {}

extension Roomkeeper_V1_Error {
    /// An error that certainly had no effect, unless `outcome` says that nobody knows.
    package init(
        reason: String, message: String, status: Roomkeeper_V1_Status,
        outcome: Roomkeeper_V1_Outcome = .notApplied, metadata: [String: String] = [:]
    ) {
        self.init()
        self.reason = reason
        self.message = message
        self.status = status
        self.outcome = outcome
        self.metadata = metadata
    }

    /// INVALID_FIELD: the request is not of the agreed shape, and nothing was proposed.
    package init(_ fault: InvalidField) {
        self.init(
            reason: RejectionReason.invalidField.code, message: fault.description,
            status: .invalidArgument,
            metadata: ["field": fault.field, "limit": fault.limit, "actual": fault.actual])
    }

    package static func roomNotFound(_ id: String) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: RejectionReason.roomNotFound.code,
            message: "there is no room \(id); check the id", status: .notFound,
            metadata: ["room_id": id])
    }

    /// OVERLOADED: a bounded queue is full, and nothing was proposed.
    package static func overloaded(limit: String) -> Roomkeeper_V1_Error {
        var error = Roomkeeper_V1_Error(
            reason: "OVERLOADED",
            message: "the node has as much work as it takes (\(limit)); retry after a moment",
            status: .unavailable, metadata: ["limit": limit])
        error.retryAfterMs = Limits.retryAfterMilliseconds
        return error
    }

    package static func notReady(_ why: String) -> Roomkeeper_V1_Error {
        var error = Roomkeeper_V1_Error(
            reason: "NOT_READY",
            message: "the node may not serve now: \(why); try another node or retry",
            status: .unavailable)
        error.retryAfterMs = Limits.retryAfterMilliseconds
        return error
    }

    package static func shuttingDown() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "SHUTTING_DOWN", message: "the node is stopping; try another node",
            status: .unavailable)
    }

    /// A fault of this node: its state could not be read.
    ///
    /// The node is about to stop.
    package static func stateUnreadable(_ failure: StateReadFailure) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "STATE_UNREADABLE",
            message: "this node cannot read its state: \(failure.description); try another node",
            status: .internal)
    }
}
