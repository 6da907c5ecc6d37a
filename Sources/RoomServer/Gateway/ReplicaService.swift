package import Raft
package import RoomReplica
package import RoomState

/// What the doors need of a running replica; the seam between the gateway and `ReplicaRunner`.
///
/// Every call returns at once. A completion runs exactly once, on the replica's thread, and must
/// not block it: whoever needs time takes what it was given to a thread of its own.
package protocol ReplicaService: AnyObject, Sendable {
    /// Proposes an encoded `LoggedCommand`; completes when it was applied here.
    func propose(
        _ command: [UInt8], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<AppliedOutcome, SubmitFailure>) -> Void)

    /// Completes when this node's state may be read at the level asked for.
    func read(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<ReadGrant, SubmitFailure>) -> Void)

    /// Tells the leader that hosts are there, at most `RoomReplica.Limits.heartbeatsPerBatch`;
    /// completes with one result for each, in the same order.
    func heartbeat(
        _ heartbeats: [HostHeartbeat], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<[HeartbeatResult], SubmitFailure>) -> Void)

    /// Runs `answer` with a view of the stored rooms once they may be read at the level asked for.
    ///
    /// Unlike other completions this one runs on the thread of the queries, which may wait for the
    /// disk, or on the replica's when there is no view. `query(_:deadline:_:completion:)` is the
    /// convenient form.
    func query(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        answer: @escaping @Sendable (Result<QueryView, QueryFailure>) -> Void)

    /// Hands the leadership to `node`, or to the member with the longest log when it is `nil`.
    func transferLeadership(
        to node: NodeID?, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<NodeID, SubmitFailure>) -> Void)

    /// Asks for a change of the members; the outcome is that of the moment, see
    /// `MembershipOutcome`.
    func changeMembership(
        _ change: MembershipChange, completion: @escaping @Sendable (MembershipOutcome) -> Void)

    /// A copy of what the node knows of itself; cheap.
    var status: ReplicaStatus { get }

    /// Group time now, as this node estimates it; zero until it has heard of one.
    var groupTime: GroupTime { get }
}
