import Raft
import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState

extension RoomGateway {
    /// Changes the members of the cluster, if this node leads and nothing speaks against it.
    ///
    /// Answered at once: what is appended is in effect, and its commit is seen in `nodeStatus`.
    package func changeMembership(
        _ request: Roomkeeper_V1_ChangeMembershipRequest,
        completion:
            @escaping @Sendable (
                Result<Roomkeeper_V1_ChangeMembershipResponse, Roomkeeper_V1_Error>
            ) -> Void
    ) {
        let started = ContinuousClock.now
        let change: MembershipChange
        do throws(InvalidField) {
            change = try MembershipChange(request, members: self.replica.status.raft.membership)
        } catch {
            self.ended(.changeMembership, .invalid, started)
            return completion(.failure(Roomkeeper_V1_Error(error)))
        }
        self.replica.changeMembership(change) { outcome in
            switch outcome {
            case .appended(let index, _):
                var response = Roomkeeper_V1_ChangeMembershipResponse()
                response.index = index.rawValue
                self.ended(.changeMembership, .ok, started)
                completion(.success(response))
            case .refused(let refusal):
                let error = Roomkeeper_V1_Error(
                    refusal, members: self.replica.status.raft.membership)
                self.ended(.changeMembership, error.gatewayResult, started)
                completion(.failure(error))
            }
        }
    }
}
