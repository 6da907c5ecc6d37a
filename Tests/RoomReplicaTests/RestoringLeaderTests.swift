import Raft
import RoomReplica
import RoomState
import Testing

/// A node that has installed a snapshot, whose state is not yet open, is elected.
@Suite struct RestoringLeaderTests {
    private static let index = LogIndex(50)

    // Storage would make a snapshot of the state that is still open, from before the log: it cannot
    // be offered, for nobody knows the configuration of its index.
    @Test func noSnapshotIsMadeBeforeTheInstalledOneIsOpen() throws {
        var replica = Self.replica()
        try Self.install(on: &replica)
        try Self.elect(&replica)
        // Node 3 has an empty log.
        Self.step(
            &replica, from: 3, term: 2,
            .appendRejected(
                AppendRejected(
                    previousIndex: Self.index, hintIndex: .zero, hintTerm: .zero, round: 0)))
        #expect(replica.ready().snapshotTasks.isEmpty)
        #expect(replica.status().raft.peers.contains { $0.node == NodeID(3) && $0.needsSnapshot })
        replica.restored(Self.applied)
        #expect(replica.ready().snapshotTasks.map(\.work) == [.create])
    }

    private static var applied: AppliedState {
        var applied = AppliedState.initial
        applied.index = Self.index
        applied.term = Term(1)
        return applied
    }

    private static func replica() -> Replica {
        let members = (1...3).map { Member(node: NodeID(UInt64($0))) }
        return Replica(
            options: ReplicaOptions(
                raft: RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: 1), incarnation: 7),
            recovered: RecoveredLog(
                identity: StoreIdentity(
                    cluster: ClusterID(1), node: NodeID(1), store: StoreID(101)),
                hardState: .initial,
                summary: LogSummary(
                    truncatedIndex: .zero, truncatedTerm: .zero, lastIndex: .zero, termRuns: []),
                memberships: [
                    MembershipRecord(index: .zero, membership: Membership(voters: members))
                ],
                acknowledgements: [], pins: [:]),
            applied: .initial,
            now: ClockReading(bootMilliseconds: 1000, wallMilliseconds: 1_800_000_000_000))
    }

    /// Node 2 leads term 1 and sends a snapshot without any bytes.
    private static func install(on replica: inout Replica) throws {
        Self.step(
            &replica, from: 2, term: 1,
            .heartbeat(Heartbeat(commitIndex: .zero, commitTerm: .zero, round: 0)))
        Self.carryOut(&replica)
        let manifest = SnapshotManifest(
            applied: Self.applied,
            files: [SnapshotManifest.File(name: "000001.sst", size: 0, crc32c: 0)])
        let membership = MembershipRecord(index: .zero, membership: replica.membership)
        replica.step(
            Self.frame(
                .snapshot(
                    .offer(
                        SnapshotOffer(term: Term(1), manifest: manifest, membership: membership)))),
            from: NodeID(2))
        for outcome in [SnapshotResult.Outcome.begun(0), .finished(1)] {
            let task = try #require(replica.ready().snapshotTasks.first)
            replica.snapshot(SnapshotResult(number: task.number, outcome: outcome))
        }
        let write = try #require(replica.ready().write)
        #expect(write.install?.index == Self.index)
        replica.durable(through: write.sequence)
        #expect(replica.ready().restore != nil)
    }

    /// Node 2 falls silent and then votes for this one, in term 2.
    private static func elect(_ replica: inout Replica) throws {
        for _ in 0..<20 where replica.leadership.role == .follower {
            replica.tick()
            Self.carryOut(&replica)
        }
        for isPreVote in [true, false] {
            Self.step(
                &replica, from: 2, term: isPreVote ? 1 : 2,
                .vote(Vote(campaignTerm: Term(2), isPreVote: isPreVote, isGranted: true)))
            Self.carryOut(&replica)
        }
        try #require(replica.leadership.role == .leader)
    }

    private static func carryOut(_ replica: inout Replica) {
        while let write = replica.ready().write {
            replica.durable(through: write.sequence)
        }
    }

    private static func step(
        _ replica: inout Replica, from node: UInt64, term: UInt64, _ body: Message.Body
    ) {
        let message = Message(from: NodeID(node), to: NodeID(1), term: Term(term), body: body)
        replica.step(Self.frame(.raft(message)), from: NodeID(node))
    }

    private static func frame(_ message: ReplicaMessage) -> ReplicaFrame {
        ReplicaFrame(
            groupTime: .zero, wallMilliseconds: 1_800_000_000_000, messages: [message])
    }
}
