package import Raft
package import RoomReplica
package import RoomState
import Synchronization

/// The replica as the doors see it.
///
/// It has no group time until it has caught up, and is not ready from when the node begins to stop.
/// While the other nodes refuse this one, that is why it is not ready.
///
/// While a node drains, requests under way are still answered, but whoever asks whether it is ready
/// is told to go elsewhere, so that load balancers take it out before its doors close.
package final class StoppingReplica: ReplicaService {
    package static let notReadyReason = "the node is stopping"

    private let replica: any ReplicaService
    private let refusals: PeerRefusals
    private let isStopping = Atomic<Bool>(false)
    private let hasBeenReady = Atomic<Bool>(false)

    package init(_ replica: any ReplicaService, refusals: PeerRefusals = PeerRefusals()) {
        self.replica = replica
        self.refusals = refusals
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

    package func heartbeat(
        _ heartbeats: [HostHeartbeat], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<[HeartbeatResult], SubmitFailure>) -> Void
    ) {
        self.replica.heartbeat(heartbeats, deadline: deadline, completion: completion)
    }

    package func query(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        answer: @escaping @Sendable (Result<QueryView, QueryFailure>) -> Void
    ) {
        self.replica.query(consistency, deadline: deadline, answer: answer)
    }

    package func transferLeadership(
        to node: NodeID?, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<NodeID, SubmitFailure>) -> Void
    ) {
        self.replica.transferLeadership(to: node, deadline: deadline, completion: completion)
    }

    package func changeMembership(
        _ change: MembershipChange, completion: @escaping @Sendable (MembershipOutcome) -> Void
    ) {
        self.replica.changeMembership(change, completion: completion)
    }

    package var status: ReplicaStatus {
        var status = self.replica.status
        if self.isStopping.load(ordering: .relaxed) {
            status.notReadyReason = Self.notReadyReason
        } else if status.notReadyReason != nil, let refusal = self.refusals.reason {
            // What the replica says, that it has not caught up, only follows from it.
            status.notReadyReason = refusal
        }
        return status
    }

    /// Zero until the node was ready for the first time.
    ///
    /// What a restarted node reads from its own disk is the time of the last entry that it applied
    /// and flushed, which may be hours old. Held against it the deadline of a good request would
    /// look too far ahead, and be refused for good instead of until the node has caught up.
    package var groupTime: GroupTime {
        if !self.hasBeenReady.load(ordering: .relaxed) {
            guard self.replica.status.isReady else { return .zero }
            self.hasBeenReady.store(true, ordering: .relaxed)
        }
        return self.replica.groupTime
    }
}
