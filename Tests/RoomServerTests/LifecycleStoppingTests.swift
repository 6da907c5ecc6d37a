import ByteCoding
import PeerTransport
import Raft
import RoomReplica
import RoomServer
import RoomState
import Synchronization
import Testing

@Suite struct LifecycleStoppingTests {
    /// A replica that answers a transfer as told and nothing else.
    private final class Replica: ReplicaService {
        let current: Mutex<ReplicaStatus>
        let transfer: Result<NodeID, SubmitFailure>
        let transfers = Mutex(0)

        init(
            role: RaftStatus.Role, voters: [UInt64] = [1, 2, 3],
            transfer: Result<NodeID, SubmitFailure> = .success(NodeID(2))
        ) {
            let raft = RaftStatus(
                node: NodeID(1), role: role, term: Term(1), votedFor: nil, leader: NodeID(1),
                truncatedIndex: .zero, lastIndex: .zero, lastTerm: .zero, commitIndex: .zero,
                applyingIndex: .zero, appliedIndex: .zero, durableIndex: .zero,
                transferTarget: nil,
                membership: Membership(voters: voters.map { Member(node: NodeID($0)) }),
                peers: [])
            self.current = Mutex(
                ReplicaStatus(
                    identity: StoreIdentity(
                        cluster: ClusterID(1), node: NodeID(1), store: StoreID(1)),
                    raft: raft, appliedIndex: .zero, stateDigest: .zero, groupTime: .zero,
                    notReadyReason: nil, waitingProposals: 0, waitingReads: 0))
            self.transfer = transfer
        }

        var status: ReplicaStatus { self.current.withLock { $0 } }
        var groupTime: GroupTime { GroupTime(milliseconds: 7) }

        func propose(
            _ command: [UInt8], deadline: ContinuousClock.Instant,
            completion: @escaping @Sendable (Result<AppliedOutcome, SubmitFailure>) -> Void
        ) {
            completion(.failure(.noLeader))
        }

        func read(
            _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
            completion: @escaping @Sendable (Result<ReadGrant, SubmitFailure>) -> Void
        ) {
            completion(.success(ReadGrant(appliedIndex: LogIndex(3), groupTime: .zero)))
        }

        func heartbeat(
            _ heartbeats: [HostHeartbeat], deadline: ContinuousClock.Instant,
            completion: @escaping @Sendable (Result<[HeartbeatResult], SubmitFailure>) -> Void
        ) {
            completion(.failure(.noLeader))
        }

        func query(
            _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
            answer: @escaping @Sendable (Result<QueryView, QueryFailure>) -> Void
        ) {
            answer(.failure(.refused(.noLeader)))
        }

        func transferLeadership(
            to node: NodeID?, deadline: ContinuousClock.Instant,
            completion: @escaping @Sendable (Result<NodeID, SubmitFailure>) -> Void
        ) {
            self.transfers.withLock { $0 += 1 }
            completion(node == nil ? self.transfer : .failure(.noLeader))
        }

        func changeMembership(
            _ change: MembershipChange,
            completion: @escaping @Sendable (MembershipOutcome) -> Void
        ) {
            completion(.refused(.notLeader(nil)))
        }
    }

    @Test func onlyALeaderWithOthersHandsOver() async {
        let follower = Replica(role: .follower)
        #expect(await LeadershipHandover.perform(follower, within: .seconds(1)) == .notNeeded)
        #expect(follower.transfers.withLock { $0 } == 0)
        let alone = Replica(role: .leader, voters: [1])
        #expect(await LeadershipHandover.perform(alone, within: .seconds(1)) == .notNeeded)
        let leader = Replica(role: .leader)
        #expect(
            await LeadershipHandover.perform(leader, within: .seconds(1))
                == .handedOver(to: NodeID(2)))
        #expect(leader.transfers.withLock { $0 } == 1)
    }

    @Test func aHandoverThatFailsDoesNotKeepTheNodeFromStopping() async {
        let leader = Replica(role: .leader, transfer: .failure(.deadlineExceeded))
        #expect(
            await LeadershipHandover.perform(leader, within: .seconds(1))
                == .failed(.deadlineExceeded))
    }

    @Test func aNodeThatStopsIsNotReadyButStillAnswers() async {
        let replica = StoppingReplica(Replica(role: .follower))
        #expect(replica.status.isReady)
        replica.beginStopping()
        #expect(replica.status.notReadyReason == "the node is stopping")
        // What is under way, and what still comes in, goes to the replica as before.
        let grant = await withCheckedContinuation { continuation in
            replica.read(.local, deadline: .now) { continuation.resume(returning: $0) }
        }
        #expect(grant == .success(ReadGrant(appliedIndex: LogIndex(3), groupTime: .zero)))
        #expect(replica.groupTime == GroupTime(milliseconds: 7))
    }

    @Test func aNodeThatOthersRefuseSaysSoAsLongAsItIsNotReady() {
        let refusal = PeerRefusal.wrongStore(
            node: NodeID(1), pinned: StoreID(7), presented: StoreID(8))
        let refusals = PeerRefusals()
        _ = refusals.note(NodeID(2), .failed(.refusedByPeer(refusal)))
        let inner = Replica(role: .follower)
        let replica = StoppingReplica(inner, refusals: refusals)
        // One that serves all the same has nothing to explain.
        #expect(replica.status.isReady)
        inner.current.withLock { $0.notReadyReason = "catching up" }
        #expect(replica.status.notReadyReason == refusals.reason)
        replica.beginStopping()
        #expect(replica.status.notReadyReason == "the node is stopping")
    }

    @Test func aNodeThatHasNotCaughtUpTellsNoGroupTime() {
        // What it read from its disk may be minutes old; a good deadline would look too far ahead.
        let inner = Replica(role: .follower)
        inner.current.withLock { $0.notReadyReason = "catching up" }
        let replica = StoppingReplica(inner)
        #expect(replica.groupTime == .zero)
        inner.current.withLock { $0.notReadyReason = nil }
        #expect(replica.groupTime == GroupTime(milliseconds: 7))
        // Losing the leader later takes the time back from nobody.
        inner.current.withLock { $0.notReadyReason = "no leader is known" }
        #expect(replica.groupTime == GroupTime(milliseconds: 7))
    }
}
