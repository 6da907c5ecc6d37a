package import Raft
package import RoomReplica
package import RoomState
import Synchronization

/// The replica as the doors see it: ready until the node begins to stop.
///
/// While a node drains, requests under way are still answered, but whoever asks whether it is ready
/// is told to go elsewhere, so that load balancers take it out before its doors close.
package final class StoppingReplica: ReplicaService {
    package static let notReadyReason = "the node is stopping"

    private let replica: any ReplicaService
    private let isStopping = Atomic<Bool>(false)

    package init(_ replica: any ReplicaService) {
        self.replica = replica
    }

    package func beginStopping() {
        self.isStopping.store(true, ordering: .relaxed)
    }

    package func propose(
        _ command: [UInt8], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<AppliedOutcome, SubmitFailure>) -> Void
    ) {
        self.replica.propose(command, deadline: deadline, completion: completion)
    }

    package func read(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<ReadGrant, SubmitFailure>) -> Void
    ) {
        self.replica.read(consistency, deadline: deadline, completion: completion)
    }

    package func transferLeadership(
        to node: NodeID?, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<NodeID, SubmitFailure>) -> Void
    ) {
        self.replica.transferLeadership(to: node, deadline: deadline, completion: completion)
    }

    package var status: ReplicaStatus {
        var status = self.replica.status
        if self.isStopping.load(ordering: .relaxed) {
            status.notReadyReason = Self.notReadyReason
        }
        return status
    }

    package var groupTime: GroupTime { self.replica.groupTime }
}
