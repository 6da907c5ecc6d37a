import Raft
import RoomReplica

/// What reaches the replica's thread.
enum ReplicaInput: Sendable {
    typealias ProposalCompletion = @Sendable (Result<AppliedOutcome, SubmitFailure>) -> Void
    typealias ReadCompletion = @Sendable (Result<ReadGrant, SubmitFailure>) -> Void
    typealias HeartbeatCompletion =
        @Sendable (Result<[HeartbeatResult], SubmitFailure>) -> Void
    typealias TransferCompletion = @Sendable (Result<NodeID, SubmitFailure>) -> Void

    case propose([UInt8], deadline: ContinuousClock.Instant, completion: ProposalCompletion)
    case read(
        ReadConsistency, deadline: ContinuousClock.Instant, completion: ReadCompletion)
    case heartbeat(
        [HostHeartbeat], deadline: ContinuousClock.Instant, completion: HeartbeatCompletion)
    case transfer(
        to: NodeID?, deadline: ContinuousClock.Instant, completion: TransferCompletion)
    case changeMembership(
        MembershipChange, completion: @Sendable (MembershipOutcome) -> Void)
    case frame(ReplicaFrame, from: NodeID)
    case durable(IOSequence)
    case fetched(LogFetch, [Entry])
    case apply(ApplyReply)
    case snapshot(SnapshotResult)
    /// Nobody listens where the peer should be.
    case linkRefused(NodeID)
    case linkOpened(NodeID)
    case understood(FeatureLevel, by: NodeID)
    case disk(DiskLevel)
    case stop
}
