package import RoomProtocol
package import RoomReplica

extension Roomkeeper_V1_Error {
    /// Why a call got no answer from the state machine, as every door tells it (rooms.md §7).
    ///
    /// UNAVAILABLE is always NOT_APPLIED, because retry policies of callers send it again; only
    /// `outcomeUnknown` leaves open whether something took effect.
    package init(_ failure: SubmitFailure) {
        switch failure {
        case .noLeader:
            self.init(
                reason: "NO_QUORUM",
                message: "the cluster has no leader with a majority now; retry after a moment",
                status: .unavailable)
            self.retryAfterMs = Limits.retryAfterMilliseconds
        case .overloaded(let limit):
            self = .overloaded(limit: limit)
        case .notReady(let reason):
            self = .notReady(reason)
        case .shuttingDown:
            self = .shuttingDown()
        case .deadlineExceeded:
            self.init(
                reason: "DEADLINE_EXCEEDED",
                message: "the time of the request ran out before this node could serve it, and it "
                    + "has no effect; retry, best at another node: this one may be cut off from "
                    + "the majority",
                status: .deadlineExceeded)
        case .outcomeUnknown(let reason):
            self.init(
                reason: "COMMIT_UNKNOWN",
                message: "the request may or may not take effect: \(reason); "
                    + "send it again with the same request_id and not_after to learn which",
                status: .unknown, outcome: .unknown)
        }
    }
}
