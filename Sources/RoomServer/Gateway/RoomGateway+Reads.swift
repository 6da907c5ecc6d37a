import Raft
import RoomMapping
package import RoomProtocol
import RoomReplica

extension RoomGateway {
    /// Asks the replica for leave to read a room at the level of the request.
    package func getRoom(
        _ request: Roomkeeper_V1_GetRoomRequest, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (GetRoomReply) -> Void
    ) {
        let started = ContinuousClock.now
        guard self.admit() else {
            return completion(GetRoomReply(self, .refused(self.overloaded()), started))
        }
        let query: RoomQuery
        do {
            query = try RoomQuery(request)
        } catch {
            self.release()
            return completion(GetRoomReply(self, .refused(Roomkeeper_V1_Error(error)), started))
        }
        self.replica.read(query.terms.consistency, deadline: deadline) { result in
            self.release()
            completion(GetRoomReply(self, .answered(result, query), started))
        }
    }

    /// A failure of the replica with what this node knows of the leader, which helps whoever
    /// decides where to send the request next.
    func error(for failure: SubmitFailure) -> Roomkeeper_V1_Error {
        var error = Roomkeeper_V1_Error(failure)
        let status = self.replica.status
        error.metadata["node"] = status.identity.node.description
        if let leader = status.raft.leader {
            error.metadata["leader"] = leader.description
            if let member = status.raft.membership.member(leader) {
                error.metadata["leader_endpoint"] = member.nativeEndpoint
            }
        }
        return error
    }

    /// The same for a call that changes nothing: nobody needs to wonder whether it took effect.
    func readError(for failure: SubmitFailure) -> Roomkeeper_V1_Error {
        var error = self.error(for: failure)
        guard case .outcomeUnknown(let reason) = failure else { return error }
        error.reason = "NO_ANSWER"
        error.message = "the read got no answer: \(reason); retry"
        error.status = .unavailable
        error.outcome = .notApplied
        error.retryAfterMs = RoomMapping.Limits.retryAfterMilliseconds
        return error
    }
}
