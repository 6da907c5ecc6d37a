import Raft
import Testing

/// The rules of the Raft paper (extended version), one test each.
@Suite struct RaftPaperTests {
    @Test func aFollowerWithoutALeaderStandsForElectionAndWins() {
        // §5.2: after its timeout a follower becomes a candidate, and with a majority a leader.
        let cluster = TestCluster(3)
        cluster.elect(1)
        #expect(cluster[1].raft.role == .leader)
        #expect(cluster[2].raft.leader == NodeID(1))
        #expect(cluster[3].raft.leader == NodeID(1))
        #expect(cluster[1].raft.term == Term(1))
    }

    @Test func aNodeVotesOnceATerm() {
        // §5.2: at most one candidate can win a term, for each node votes first come, first served.
        let node = TestNode(id: NodeID(3), members: [NodeID(1), NodeID(2), NodeID(3)])
        for candidate in [1, 2] as [UInt64] {
            node.raft.step(Self.voteRequest(from: candidate, to: 3, term: 5))
        }
        _ = node.turn()
        node.sync()
        let votes = node.turn().compactMap { message -> (NodeID, Bool)? in
            guard case .vote(let vote) = message.body else { return nil }
            return (message.to, vote.isGranted)
        }
        #expect(votes.count == 2)
        #expect(votes.contains { $0.0 == NodeID(1) && $0.1 })
        #expect(votes.contains { $0.0 == NodeID(2) && !$0.1 })
    }

    @Test func aVoteIsNotSentBeforeItIsDurable() {
        // §5.2 and figure 2: votedFor is on stable storage before the answer leaves.
        let node = TestNode(id: NodeID(3), members: [NodeID(1), NodeID(2), NodeID(3)])
        node.raft.step(Self.voteRequest(from: 1, to: 3, term: 5))
        #expect(node.turn().isEmpty)
        #expect(node.pendingWrites.first?.hardState?.votedFor == NodeID(1))
        node.sync()
        #expect(node.turn().count == 1)
    }

    @Test func aCrashBetweenVoteAndAnswerDoesNotAllowASecondVote() {
        // §5.2: the vote was durable, the answer was not sent; after the restart it still binds.
        let node = TestNode(id: NodeID(3), members: [NodeID(1), NodeID(2), NodeID(3)])
        node.raft.step(Self.voteRequest(from: 1, to: 3, term: 5))
        _ = node.turn()
        node.sync()
        node.crash()
        node.restart()
        node.raft.step(Self.voteRequest(from: 2, to: 3, term: 5))
        _ = node.turn()
        node.sync()
        let grants = node.turn().filter {
            if case .vote(let vote) = $0.body { vote.isGranted } else { false }
        }
        #expect(grants.isEmpty)
        #expect(node.raft.status().votedFor == NodeID(1))
    }

    @Test func aCandidateWithAShorterLogGetsNoVote() {
        // §5.4.1: the voter's log must not be more up to date than the candidate's.
        let cluster = TestCluster(3)
        cluster[3].preset(terms: [1, 1, 2], term: 2)
        cluster[2].preset(terms: [1, 1, 2], term: 2)
        cluster[1].preset(terms: [1, 1, 1, 1], term: 2)
        cluster.elect(1)
        #expect(cluster[1].raft.role != .leader)
        cluster.elect(2)
        #expect(cluster[2].raft.role == .leader)
    }

    @Test(
        arguments: [
            [1, 1, 1, 4, 4, 5, 5, 6, 6], [1, 1, 1, 4], [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
            [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7], [1, 1, 1, 4, 4, 4, 4],
            [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
        ] as [[UInt64]]) func theLeaderMakesFollowersLogsItsOwn(follower: [UInt64])
    {
        // §5.3, figure 7: missing entries, extra entries, or both; the leader's log wins.
        let cluster = TestCluster(3)
        cluster[1].preset(terms: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6], term: 7)
        cluster[2].preset(terms: follower, term: 7)
        cluster[3].preset(terms: [1], term: 7)
        cluster.isolate(2)
        cluster.elect(1)
        cluster.cut = []
        cluster.tick([1], times: 4)
        cluster.settle()
        #expect(cluster[1].raft.role == .leader)
        #expect(cluster[2].entries == cluster[1].entries)
        #expect(cluster[3].entries == cluster[1].entries)
        #expect(cluster[2].applied == cluster[1].applied)
    }

    @Test func anEntryOfAnEarlierTermIsNotCommittedByCountingCopies() {
        // §5.4.2, figure 8: on a majority, and still not committed until an entry of the leader's
        // own term is.
        let cluster = TestCluster(3)
        cluster[1].preset(terms: [1, 2], term: 3)
        cluster[2].preset(terms: [1, 2], term: 3)
        cluster[3].preset(terms: [1], term: 3)
        cluster.isolate(3)
        cluster.tick([1], times: 20)
        for _ in 0..<6 {
            // The own disk of the new leader never syncs its no-op, so term 4 has one copy at most.
            cluster.collect()
            while !cluster.inFlight.isEmpty { cluster.deliver(cluster.take(at: 0)) }
            if cluster[1].raft.role == .leader { break }
            cluster[1].sync()
            cluster[2].sync()
        }
        #expect(cluster[1].raft.role == .leader)
        #expect(cluster[1].raft.status().commitIndex == .zero)
        cluster.settle()
        #expect(cluster[1].raft.status().commitIndex == LogIndex(3))
    }

    @Test func nothingIsCommittedBeforeAMajorityHasItOnDisk() {
        // §5.3 with figure 2: an acknowledgement speaks of the disk, also the leader's own.
        let cluster = TestCluster(3)
        cluster.elect(1)
        let before = cluster[1].raft.status().commitIndex
        _ = cluster[1].raft.propose([7])
        cluster.isolate(3)
        cluster.collect()
        while !cluster.inFlight.isEmpty { cluster.deliver(cluster.take(at: 0)) }
        // Node 2 has received the entry; neither disk has it.
        cluster.collect()
        #expect(cluster.inFlight.isEmpty)
        cluster[2].sync()
        cluster.collect()
        while !cluster.inFlight.isEmpty { cluster.deliver(cluster.take(at: 0)) }
        #expect(cluster[1].raft.status().commitIndex == before)
        cluster[1].sync()
        #expect(cluster[1].raft.status().commitIndex == before.next)
    }

    @Test func aStaleLeaderStepsDownWhenItHearsOfALaterTerm() {
        // §5.1: whoever sees a later term becomes a follower.
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster.isolate(1)
        cluster.tick([2, 3], times: 10)
        cluster.elect(2)
        #expect(cluster.leaders.count == 2)
        cluster.cut = []
        cluster.tick([1], times: 2)
        cluster.settle()
        #expect(cluster[1].raft.role == .follower)
        #expect(cluster[1].raft.term == cluster[2].raft.term)
    }

    @Test func committedEntriesSurviveAnyLaterElection() {
        // §5.4.3: leader completeness.
        let cluster = TestCluster(3)
        cluster.elect(1)
        _ = cluster[1].raft.propose([1])
        cluster.settle()
        cluster[1].crash()
        cluster.tick([2, 3], times: 10)
        cluster.elect(3)
        #expect(cluster[3].raft.role == .leader)
        #expect(cluster[3].applied.contains { $0.payload == [1] })
    }

    static func voteRequest(from: UInt64, to: UInt64, term: UInt64) -> Message {
        Message(
            from: NodeID(from), to: NodeID(to), term: Term(term),
            body: .requestVote(
                RequestVote(
                    campaignTerm: Term(term), lastIndex: LogIndex(9), lastTerm: Term(term - 1),
                    isPreVote: false, isTransfer: false)))
    }
}
