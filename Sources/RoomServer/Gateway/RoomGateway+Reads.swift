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
        switch self.admit(request) {
        case .failure(let error):
            completion(GetRoomReply(self, .refused(error), started))
        case .success(let query):
            self.replica.read(query.terms.consistency, deadline: deadline) { result in
                self.release()
                completion(GetRoomReply(self, .answered(result, query), started))
            }
        }
    }

    /// Counts a read in, unless it is refused before the replica is asked.
    func admit(
        _ request: Roomkeeper_V1_GetRoomRequest
    ) -> Result<RoomQuery, Roomkeeper_V1_Error> {
        guard self.admit() else { return .failure(self.overloaded()) }
        do {
            return .success(try RoomQuery(request))
        } catch {
            self.release()
            return .failure(Roomkeeper_V1_Error(error))
        }
    }

    /// Asks the replica once for leave for reads that were admitted.
    func ask(
        for reads: GatheredReads,
        completion: @escaping @Sendable (Result<ReadGrant, SubmitFailure>) -> Void
    ) {
        self.replica.read(reads.consistency, deadline: reads.deadline) { result in
            self.release(reads.reads.count)
            completion(result)
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
