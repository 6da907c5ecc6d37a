import Raft
import RoomReplica
import RoomState
import Testing

/// Proposals, forwarding, reads and digests of whole replicas.
@Suite struct ReplicaTests {
    @Test func aProposalAtTheLeaderIsAnsweredOnceItIsApplied() throws {
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let leader = try #require(cluster.leader)
        leader.propose(try Self.create(owner: "alice", request: "r1"), ticket: 11)
        #expect(leader.answers[11] == nil)
        try cluster.settle()
        let receipt = try Self.receipt(leader.answers[11])
        #expect(receipt.revision == 1)
        #expect(!(try Self.outcome(leader.answers[11]).replayed))
    }

    @Test func aFollowerForwardsAndPassesTheAnswerOn() throws {
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let follower = try #require(cluster.followers.first)
        follower.propose(try Self.create(owner: "alice", request: "r1"), ticket: 11)
        try cluster.settle()
        #expect(try Self.receipt(follower.answers[11]).changed)
    }

    @Test func aProposalWithoutALeaderWaitsForOne() throws {
        let cluster = try TestReplicaCluster(3)
        cluster[1].propose(try Self.create(owner: "alice", request: "r1"), ticket: 5)
        try cluster.settle()
        #expect(cluster[1].answers.isEmpty)
        try cluster.waitForLeader()
        #expect(try Self.receipt(cluster[1].answers[5]).revision == 1)
    }

    @Test func aProposalSurvivesTheDeathOfTheLeaderItWasSentTo() throws {
        // The leader dies with the forwarded command in its hands; the follower sends it to the
        // next leader, and its caller sees nothing but the time that it took.
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let leader = try #require(cluster.leader)
        let follower = try #require(cluster.followers.first)
        follower.propose(try Self.create(owner: "alice", request: "r1"), ticket: 7)
        _ = try follower.turn()
        leader.crash()
        try cluster.settle()
        #expect(follower.answers[7] == nil)
        try cluster.tick(30)
        try cluster.waitForLeader()
        try cluster.tick(25)
        #expect(try Self.receipt(follower.answers[7]).revision == 1)
    }

    @Test func whoWaitsAtANodeThatIsRemovedIsToldAtOnce() throws {
        // The leader appends its own removal and, behind that, what a caller waits for. It hands
        // over when the removal is committed and hears nothing more; its callers go elsewhere.
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let leader = try #require(cluster.leader)
        guard case .appended = leader.changeMembership(.remove(leader.id)) else {
            Issue.record("the removal was refused")
            return
        }
        try cluster.settle()
        leader.propose(try Self.create(owner: "alice", request: "r1"), ticket: 7)
        leader.read(.linearizable, ticket: 8)
        try cluster.settle()
        try cluster.tick()
        #expect(leader.status.raft.role == .follower)
        #expect(leader.answers[7] != nil)
        #expect(leader.reads[8] != nil)

        leader.propose(try Self.create(owner: "anna", request: "r2"), ticket: 9)
        leader.read(.local, ticket: 10)
        try cluster.settle()
        for failure in [
            Result { _ = try leader.answers[9]?.get() }, Result { _ = try leader.reads[10]?.get() },
        ] {
            guard case .failure(let error) = failure,
                case .notReady(let reason)? = error as? SubmitFailure
            else {
                Issue.record("a removed node took it")
                continue
            }
            #expect(reason.contains("was removed from the cluster"))
        }
    }

    @Test func aRepeatedCommandTakesEffectOnce() throws {
        // Both attempts are committed; the second one returns the first one's outcome.
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let leader = try #require(cluster.leader)
        let command = try Self.create(owner: "alice", request: "r1")
        leader.propose(command, ticket: 1)
        leader.propose(command, ticket: 3)
        try cluster.settle()
        let first = try Self.outcome(leader.answers[1])
        let second = try Self.outcome(leader.answers[3])
        #expect(!first.replayed)
        #expect(second.replayed)
        #expect(first.result == second.result)
    }

    @Test func aDeposedLeaderHandsItsOwnProposalsToTheNextOne() throws {
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let old = try #require(cluster.leader)
        cluster.isolated = [old.id.rawValue]
        old.propose(try Self.create(owner: "alice", request: "r1"), ticket: 9)
        try cluster.tick(60)
        #expect(old.answers[9] == nil)
        #expect(old.status.raft.role != .leader)
        cluster.isolated = []
        try cluster.tick(60)
        try cluster.waitForLeader()
        try cluster.tick(25)
        #expect(try Self.receipt(old.answers[9]).revision == 1)
        for node in cluster.nodes {
            #expect(node.status.stateDigest == cluster[1].status.stateDigest)
        }
    }

    @Test func anExpiredProposalIsAnsweredByWhatIsKnown() throws {
        let cluster = try TestReplicaCluster(3)
        let command = try Self.create(owner: "alice", request: "r1")
        cluster[1].propose(command, ticket: 3)
        cluster[1].expire(proposal: 3)
        _ = try cluster[1].turn()
        #expect(cluster[1].answers[3] == .failure(.deadlineExceeded))
        try cluster.waitForLeader()
        let leader = try #require(cluster.leader)
        leader.propose(command, ticket: 5)
        leader.expire(proposal: 5)
        _ = try leader.turn()
        guard case .failure(.outcomeUnknown) = leader.answers[5] else {
            Issue.record("a proposed command expired as \(String(describing: leader.answers[5]))")
            return
        }
    }

    @Test func aLinearizableReadOnAnyNodeSeesWhatWasAcknowledged() throws {
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let leader = try #require(cluster.leader)
        leader.propose(try Self.create(owner: "alice", request: "r1"), ticket: 1)
        try cluster.settle()
        let written = try Self.applied(leader.answers[1]).index
        for node in cluster.nodes {
            node.read(.linearizable, ticket: 21)
        }
        try cluster.settle()
        for node in cluster.nodes {
            #expect(try #require(node.reads[21]).get().appliedIndex >= written)
        }
    }

    @Test func aRestartedNodeServesNothingBeforeItHasCaughtUp() throws {
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let follower = try #require(cluster.followers.first)
        follower.crash()
        try follower.restart()
        follower.read(.local, ticket: 1)
        _ = try follower.turn()
        guard case .failure(.notReady) = follower.reads[1] else {
            Issue.record("a local read was \(String(describing: follower.reads[1]))")
            return
        }
        #expect(!follower.status.isReady)
        try cluster.tick(30)
        follower.read(.local, ticket: 3)
        try cluster.settle()
        #expect(throws: Never.self) { try #require(follower.reads[3]).get() }
        #expect(follower.status.isReady)
    }

    @Test func anIsolatedLeaderAnswersNoLinearizableRead() throws {
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let leader = try #require(cluster.leader)
        cluster.isolated = [leader.id.rawValue]
        leader.read(.linearizable, ticket: 1)
        try cluster.tick(60)
        #expect(leader.reads[1] == nil)
    }

    @Test func aNodeWhoseStateDiffersFromTheMajoritysStopsServing() throws {
        let cluster = try TestReplicaCluster(3)
        try cluster.waitForLeader()
        let follower = try #require(cluster.followers.first)
        try follower.corruptDigest()
        try cluster.tick(30)
        let leader = try #require(cluster.leader)
        for number in 0..<(Limits.digestInterval + 8) {
            leader.propose(
                try Self.create(owner: "owner\(number)", request: "r\(number)"),
                ticket: 101 + 2 * number)
            if number % 64 == 0 { try cluster.settle() }
        }
        try cluster.tick(4)
        #expect(!follower.status.isReady)
        #expect(follower.status.notReadyReason?.contains("replace this node") == true)
        #expect(leader.status.isReady)
        #expect(leader.status.alarm?.contains("node \(follower.id)") == true)
    }

    @Test func groupTimeFollowsTheLowerMedianAndNeverGoesBack() throws {
        // One clock of three is a day ahead; group time is not.
        let cluster = try TestReplicaCluster(3)
        cluster[2].wallMilliseconds += 86_400_000
        try cluster.waitForLeader()
        let leader = try #require(cluster.leader)
        leader.propose(try Self.create(owner: "alice", request: "r1"), ticket: 1)
        try cluster.settle()
        let time = try Self.applied(leader.answers[1]).groupTime
        #expect(time.milliseconds < 1_800_000_000_000 + 86_400_000)
        #expect(time.milliseconds >= 1_800_000_000_000)
        leader.crash()
        try cluster.tick(40)
        try cluster.waitForLeader()
        let next = try #require(cluster.leader)
        next.wallMilliseconds = 5
        next.propose(try Self.create(owner: "bob", request: "r2"), ticket: 3)
        try cluster.settle()
        #expect(try Self.applied(next.answers[3]).groupTime >= time)
    }

    // MARK: - Building and reading

    static func create(owner: String, request: String) throws -> RoomCommand {
        let owner = try #require(UserID(owner))
        var command = RoomCommand(
            caller: "test", target: .newRoom,
            operations: [.create(.init(ownerID: owner, info: RoomInfo(title: "a room")))])
        command.requestID = RequestID(request)
        command.notAfter = GroupTime(milliseconds: 1_800_000_300_000)
        return command
    }

    static func applied(
        _ answer: Result<AppliedOutcome, SubmitFailure>?
    ) throws -> AppliedOutcome {
        try #require(answer, "no answer came").get()
    }

    static func outcome(_ answer: Result<AppliedOutcome, SubmitFailure>?) throws -> RoomOutcome {
        try Self.applied(answer).outcome
    }

    static func receipt(_ answer: Result<AppliedOutcome, SubmitFailure>?) throws -> RoomReceipt {
        guard case .applied(let receipt) = try Self.outcome(answer).result else {
            Issue.record("rejected: \(String(describing: answer))")
            throw SubmitFailure.noLeader
        }
        return receipt
    }
}
