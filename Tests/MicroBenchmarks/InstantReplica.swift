import ByteCoding
import Raft
import RoomReplica
import RoomServer
import RoomState

/// A replica that answers at once, on the caller's thread, what it was made with: all that is left
/// of a request is the work of the doors.
final class InstantReplica: ReplicaService {
    let groupTime: GroupTime
    private let outcome: AppliedOutcome
    private let grant: ReadGrant

    init(applied: AppliedState, room: RoomID) {
        self.groupTime = applied.groupTime
        let receipt = RoomReceipt(
            roomID: room, uid: RoomUID(group: 1, index: 1), revision: 2,
            groupTime: applied.groupTime)
        self.outcome = AppliedOutcome(
            index: applied.index, outcome: RoomOutcome(.applied(receipt)),
            groupTime: applied.groupTime)
        self.grant = ReadGrant(appliedIndex: applied.index, groupTime: applied.groupTime)
    }

    func propose(
        _ command: [UInt8], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<AppliedOutcome, SubmitFailure>) -> Void
    ) {
        completion(.success(self.outcome))
    }

    func read(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<ReadGrant, SubmitFailure>) -> Void
    ) {
        completion(.success(self.grant))
    }

    func heartbeat(
        _ heartbeats: [HostHeartbeat], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<[HeartbeatResult], SubmitFailure>) -> Void
    ) {
        completion(.success(heartbeats.map { _ in .notTracked }))
    }

    func query(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        answer: @escaping @Sendable (Result<QueryView, QueryFailure>) -> Void
    ) {
        answer(.failure(.refused(.notReady(reason: "there is no view"))))
    }

    func transferLeadership(
        to node: NodeID?, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<NodeID, SubmitFailure>) -> Void
    ) {
        completion(.failure(.notReady(reason: "there is nobody else")))
    }

    func changeMembership(
        _ change: MembershipChange, completion: @escaping @Sendable (MembershipOutcome) -> Void
    ) {
        completion(.refused(.notLeader(nil)))
    }

    var status: ReplicaStatus {
        let node = NodeID(1)
        let applied = self.grant.appliedIndex
        let raft = RaftStatus(
            node: node, role: .leader, term: SampleRooms.term, votedFor: node, leader: node,
            truncatedIndex: .zero, lastIndex: applied, lastTerm: SampleRooms.term,
            commitIndex: applied, applyingIndex: applied, appliedIndex: applied,
            durableIndex: applied, transferTarget: nil,
            membership: Membership(voters: [Member(node: node, peerEndpoint: "127.0.0.1:7400")]),
            peers: [])
        return ReplicaStatus(
            identity: StoreIdentity(cluster: ClusterID(1), node: node, store: StoreID(1)),
            raft: raft, appliedIndex: applied, stateDigest: .zero,
            groupTime: self.groupTime, notReadyReason: nil, waitingProposals: 0, waitingReads: 0)
    }
}
