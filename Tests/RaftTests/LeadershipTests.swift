import Raft
import Testing

/// Pre-vote, check-quorum, transfer and reads (dissertation, chapters 3, 6 and 9).
@Suite struct LeadershipTests {
    @Test func aNodeThatWasCutOffDisturbsNobodyWhenItReturns() {
        // Dissertation §9.6: its pre-votes fail, so its term does not grow.
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster.isolate(3)
        cluster.tick([3], times: 200)
        cluster.settle()
        #expect(cluster[3].raft.term == Term(1))
        cluster.cut = []
        cluster.tick([3], times: 25)
        cluster.settle()
        #expect(cluster[1].raft.role == .leader)
        #expect(cluster[1].raft.term == Term(1))
    }

    @Test func aLeaderWithoutAQuorumStepsDown() {
        // Dissertation §6.2: its clients must be free to find another leader.
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster.isolate(1)
        cluster.tick([1], times: 21)
        #expect(cluster[1].raft.role == .follower)
        #expect(cluster[1].raft.leader == nil)
    }

    @Test func votesAreRefusedWhileALeaderIsHeard() {
        // Dissertation §4.2.3: a later term alone does not unseat a healthy leader.
        let cluster = TestCluster(3)
        cluster.elect(1)
        let outcome = cluster[2].raft.step(
            RaftPaperTests.voteRequest(from: 3, to: 2, term: 9))
        #expect(outcome == .ignored(.leaderIsHeard))
        #expect(cluster[2].raft.term == Term(1))
    }

    @Test func leadershipMovesToTheTargetAtOnce() {
        // Dissertation §3.10.
        let cluster = TestCluster(3)
        cluster.elect(1)
        _ = cluster[1].raft.propose([1])
        #expect(cluster[1].raft.transferLeadership(to: NodeID(2)) == .begun(NodeID(2)))
        #expect(cluster[1].raft.propose([2]) == .refused(.transferring(to: NodeID(2))))
        cluster.settle()
        #expect(cluster[2].raft.role == .leader)
        #expect(cluster[1].raft.role == .follower)
        #expect(cluster[2].applied.contains { $0.payload == [1] })
    }

    @Test func answersOfAnEarlierTermOfTheSameLeaderCountForNothing() {
        // Rounds of reads have the same numbers in every term, and entries the same indexes. An
        // answer that was on its way while another node led says nothing of what is so now.
        let cluster = TestCluster(3)
        cluster.elect(1)
        for target in [2, 1] as [UInt64] {
            _ = cluster[3 - target].raft.transferLeadership(to: NodeID(target))
            cluster.settle()
        }
        let leader = cluster[1]
        #expect(leader.raft.role == .leader)
        #expect(leader.raft.term == Term(3))
        cluster.isolate(1)
        leader.raft.readIndex(7)
        leader.raft.propose([1])
        cluster.settle()
        let last = leader.raft.status().lastIndex
        let late: [Message.Body] = [
            .heartbeatReply(HeartbeatReply(round: 1)),
            .appendAccepted(AppendAccepted(matchIndex: last, round: 1)),
            .readIndexReply(ReadIndexReply(request: 7, index: last)),
        ]
        for body in late {
            for node in [2, 3] as [UInt64] {
                let message = Message(from: NodeID(node), to: NodeID(1), term: Term(1), body: body)
                #expect(leader.raft.step(message) == .ignored(.staleTerm))
            }
        }
        cluster.settle()
        #expect(leader.readStates.isEmpty)
        #expect(leader.raft.status().commitIndex < last)
    }

    @Test func aTransferToADeadNodeIsGivenUp() {
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster[2].crash()
        _ = cluster[1].raft.transferLeadership(to: NodeID(2))
        cluster.settle()
        for _ in 0..<11 {
            cluster.tick([1])
            cluster.settle()
        }
        #expect(cluster[1].raft.role == .leader)
        guard case .appended = cluster[1].raft.propose([3]) else {
            Issue.record("proposals are still refused after the transfer timed out")
            return
        }
    }

    @Test func aReadIsConfirmedByARoundThatBeganAfterIt() {
        // Dissertation §6.4, steps 2 and 3.
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster[1].raft.readIndex(77)
        cluster.collect()
        #expect(cluster[1].readStates.isEmpty)
        cluster.settle()
        #expect(cluster[1].readStates == [ReadState(request: 77, index: LogIndex(1))])
    }

    @Test func anAnswerToAnEarlierRoundConfirmsNothing() {
        // A late heartbeat reply must not confirm a read that was registered after its heartbeat.
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster[1].raft.readIndex(1)
        cluster.settle()
        let term = cluster[1].raft.term
        cluster.isolate(1)
        cluster[1].raft.readIndex(2)
        _ = cluster[1].turn()
        cluster[1].raft.step(
            Message(
                from: NodeID(2), to: NodeID(1), term: term,
                body: .heartbeatReply(HeartbeatReply(round: 1))))
        _ = cluster[1].turn()
        #expect(cluster[1].readStates.map(\.request) == [1])
        cluster[1].raft.step(
            Message(
                from: NodeID(2), to: NodeID(1), term: term,
                body: .heartbeatReply(HeartbeatReply(round: 2))))
        _ = cluster[1].turn()
        #expect(cluster[1].readStates.map(\.request) == [1, 2])
    }

    @Test func aFreshLeaderAnswersNoReadBeforeItsOwnTermCommits() {
        // Dissertation §6.4, step 1: until then it does not know what is committed.
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster[1].crash()
        cluster.tick([2, 3], times: 10)
        cluster.tick([2], times: 20)
        for _ in 0..<10 where cluster[2].raft.role != .leader {
            cluster.collect()
            while !cluster.inFlight.isEmpty { cluster.deliver(cluster.take(at: 0)) }
            cluster[2].sync()
            cluster[3].sync()
        }
        #expect(cluster[2].raft.role == .leader)
        cluster[2].raft.readIndex(5)
        cluster.collect()
        cluster.dropAll()
        #expect(cluster[2].readStates.isEmpty)
        cluster.tick([2], times: 4)
        cluster.settle()
        cluster.tick([2], times: 4)
        cluster.settle()
        #expect(cluster[2].readStates == [ReadState(request: 5, index: LogIndex(2))])
    }

    @Test func aFollowerAsksItsLeaderForTheReadIndex() {
        let cluster = TestCluster(3)
        cluster.elect(1)
        _ = cluster[1].raft.propose([1])
        cluster.settle()
        cluster[3].raft.readIndex(9)
        cluster.settle()
        #expect(cluster[3].readStates == [ReadState(request: 9, index: LogIndex(2))])
        #expect(cluster[3].raft.status().appliedIndex == LogIndex(2))
    }

    @Test func readsAreDroppedWhenTheLeaderStepsDown() {
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster.isolate(1)
        cluster[1].raft.readIndex(3)
        _ = cluster[1].turn()
        cluster.tick([1], times: 21)
        _ = cluster[1].turn()
        #expect(cluster[1].refusedReads == [3])
        #expect(cluster[1].readStates.isEmpty)
    }

    @Test func aSingleNodeLeadsAndCommitsAlone() {
        let cluster = TestCluster(1)
        cluster.elect(1)
        _ = cluster[1].raft.propose([4])
        cluster[1].raft.readIndex(1)
        cluster.settle()
        #expect(cluster[1].applied.map(\.payload) == [[], [4]])
        #expect(cluster[1].readStates.map(\.request) == [1])
    }
}
