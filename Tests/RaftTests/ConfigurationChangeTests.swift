import Raft
import Testing

/// Clusters whose members change (dissertation, chapter 4).
@Suite struct ConfigurationChangeTests {
    @Test func aLearnerCatchesUpAndBecomesAVoter() {
        let cluster = Self.cluster()
        cluster.add(4)
        #expect(Self.change(cluster, 1, [.addLearner(Member(node: NodeID(4)))]) == nil)
        cluster.tick([1], times: 4)
        cluster.settle()
        #expect(cluster[4].raft.status().commitIndex == cluster[1].raft.status().commitIndex)
        #expect(Self.change(cluster, 1, [.promote(NodeID(4))]) == nil)
        let membership = cluster[1].raft.membership
        #expect(membership.incoming == [1, 2, 3, 4].map { NodeID($0) })
        #expect(!membership.isJoint)
        #expect(cluster[4].raft.membership == membership)
        #expect(cluster[1].raft.marks.contains(.leftJoint))
    }

    @Test func aLearnerCountsInNoQuorum() {
        // Both followers are gone; the learner's copy commits nothing.
        let cluster = Self.cluster()
        cluster.add(4)
        _ = Self.change(cluster, 1, [.addLearner(Member(node: NodeID(4)))])
        cluster.tick([1], times: 4)
        cluster.settle()
        cluster.isolate(2)
        cluster.isolate(3)
        let before = cluster[1].raft.status().commitIndex
        _ = cluster[1].raft.propose([1])
        cluster.settle()
        #expect(cluster[4].raft.status().lastIndex > before)
        #expect(cluster[1].raft.status().commitIndex == before)
    }

    @Test func aJointConfigurationNeedsBothMajorities() {
        // Nodes 2 and 3 are replaced by 4 and 5, which are cut off: the old majority alone cannot
        // commit, and neither could the new one.
        let cluster = Self.cluster()
        for id in [4, 5] as [UInt64] {
            cluster.add(id)
            _ = Self.change(cluster, 1, [.addLearner(Member(node: NodeID(id)))])
            cluster.tick([1], times: 4)
            cluster.settle()
        }
        cluster.isolate(4)
        cluster.isolate(5)
        let refusal = Self.change(
            cluster, 1,
            [.promote(NodeID(4)), .promote(NodeID(5)), .remove(NodeID(2)), .remove(NodeID(3))])
        #expect(refusal == nil)
        let status = cluster[1].raft.status()
        #expect(status.membership.isJoint)
        #expect(status.commitIndex < status.membershipIndex)
        cluster.cut = []
        cluster.tick([1], times: 4)
        cluster.settle()
        #expect(cluster[1].raft.membership.incoming == [1, 4, 5].map { NodeID($0) })
        #expect(cluster[1].raft.membership.removed == [2, 3].map { NodeID($0) })
    }

    @Test func aLeaderThatIsRemovedHandsOverOnceThatIsCommitted() {
        let cluster = Self.cluster()
        _ = Self.change(cluster, 1, [.remove(NodeID(1))])
        #expect(cluster[1].raft.role == .follower)
        #expect(cluster.leaders.count == 1)
        #expect(cluster.leaders.first?.id != NodeID(1))
        #expect(cluster[2].raft.membership.incoming == [2, 3].map { NodeID($0) })
        // It stands no more.
        cluster.tick([1], times: 100)
        #expect(cluster[1].raft.role == .follower)
    }

    @Test func aChangeThatIsNotCommittedIsTakenBackWithItsEntry() {
        // The leader is cut off with its change; the others elect another, which replaces it.
        let cluster = Self.cluster()
        cluster.isolate(1)
        _ = cluster[1].raft.changeMembership(MembershipChange(steps: [.remove(NodeID(3))]))
        cluster.settle()
        #expect(cluster[1].raft.membership.isJoint)
        // Node 3 has not heard the leader for a while either.
        cluster.tick([3], times: 10)
        cluster.elect(2)
        #expect(cluster[2].raft.role == .leader)
        cluster.cut = []
        cluster.tick([2], times: 4)
        cluster.settle()
        #expect(!cluster[1].raft.membership.isJoint)
        #expect(cluster[1].raft.membership.incoming == [1, 2, 3].map { NodeID($0) })
        #expect(cluster[1].raft.marks.contains(.rolledBackMembership))
    }

    @Test func whoeverRemovedItselfStandsAgainWhenNobodyElseCouldWin() {
        // Dissertation §4.2.2: node 1 is replaced by node 2; it has appended the simple
        // configuration without itself, nobody else has, and it is restarted. Node 2 is the only
        // voter of that configuration and cannot win, for its log is shorter; node 1 must.
        let cluster = TestCluster(1)
        cluster.elect(1)
        cluster.add(2)
        _ = Self.change(cluster, 1, [.addLearner(Member(node: NodeID(2)))])
        cluster.tick([1], times: 4)
        cluster.settle()
        _ = cluster[1].raft.changeMembership(
            MembershipChange(steps: [.promote(NodeID(2)), .remove(NodeID(1))]))
        // The joint configuration commits; of the next one node 2 hears nothing.
        for _ in 0..<20 where cluster[1].raft.membership.isJoint {
            cluster.collect()
            let messages = cluster.inFlight
            cluster.dropAll()
            for node in cluster.nodes { node.sync() }
            for message in messages { cluster.deliver(message) }
        }
        cluster.isolate(2)
        cluster.settle()
        #expect(cluster[1].raft.membership.incoming == [NodeID(2)])
        cluster[1].crash()
        cluster[1].restart()
        cluster.cut = []
        cluster.tick([1], times: 20)
        cluster.settle()
        cluster.tick([1, 2], times: 40)
        cluster.settle()
        #expect(cluster[2].raft.membership.incoming == [NodeID(2)])
        #expect(cluster.leaders.map(\.id) == [NodeID(2)])
    }

    @Test func aLearnerStandsWhenSomebodyCannotWinWithoutIt() {
        // Node 1 is cut off with its change that promotes node 4. Node 3 leads the next term, but
        // its entries reach the learner alone, and it dies. Node 1 needs node 4, whose log is
        // newer; node 2 needs node 1, whose log is longer.
        let cluster = Self.cluster()
        cluster.add(4)
        _ = Self.change(cluster, 1, [.addLearner(Member(node: NodeID(4)))])
        cluster.tick([1], times: 4)
        cluster.settle()
        cluster.isolate(1)
        _ = cluster[1].raft.changeMembership(MembershipChange(steps: [.promote(NodeID(4))]))
        cluster.settle()
        #expect(cluster[1].raft.membership.isJoint)
        cluster.tick([2], times: 10)
        cluster.tick([3], times: 20)
        for _ in 0..<8 {
            cluster.collect()
            let messages = cluster.inFlight
            cluster.dropAll()
            for node in cluster.nodes { node.sync() }
            for message in messages where Self.isOfElection(message) || message.to == NodeID(4) {
                cluster.deliver(message)
            }
        }
        #expect(cluster[3].raft.role == .leader)
        #expect(cluster[4].raft.status().lastTerm > cluster[2].raft.status().lastTerm)
        cluster.dropAll()
        cluster.cut = []
        cluster.isolate(3)
        for _ in 0..<100 {
            cluster.tick([1, 2, 4])
            cluster.settle()
        }
        let leaders = cluster.leaders.map(\.id).filter { $0 != NodeID(3) }
        #expect(leaders.count == 1)
        // It led for as long as that took, and handed over.
        #expect(cluster[4].raft.role == .follower)
        #expect(cluster[1].raft.membership.incoming == [1, 2, 3].map { NodeID($0) })
    }

    private static func isOfElection(_ message: Message) -> Bool {
        switch message.body {
        case .requestVote, .vote: true
        default: false
        }
    }

    @Test func whatCannotBeDoneNowIsRefused() {
        let cluster = Self.cluster()
        let outcome = cluster[2].raft.changeMembership(MembershipChange(steps: []))
        #expect(outcome == .refused(.notLeader(NodeID(1))))
        cluster.add(4)
        _ = Self.change(cluster, 1, [.addLearner(Member(node: NodeID(4)))])
        cluster.isolate(4)
        for _ in 0..<25 {
            cluster.tick([1])
            cluster.settle()
        }
        // It has not answered for two periods; with force it is taken all the same.
        let promote = MembershipChange.Step.promote(NodeID(4))
        #expect(Self.change(cluster, 1, [promote]) == .notAnswering(NodeID(4)))
        #expect(
            cluster[1].raft.changeMembership(MembershipChange(steps: [promote], isForced: true))
                != .refused(.notAnswering(NodeID(4))))
        // One at a time.
        let index = cluster[1].raft.status().membershipIndex
        let another = MembershipChange(steps: [.remove(NodeID(3))])
        #expect(
            cluster[1].raft.changeMembership(another) == .refused(.changeUnderWay(index: index)))
    }

    @Test func aNewLeaderChangesNothingBeforeItsOwnTermHasCommitted() {
        let cluster = Self.cluster()
        cluster.isolate(2)
        cluster.isolate(3)
        _ = cluster[1].raft.transferLeadership(to: NodeID(2))
        #expect(
            cluster[1].raft.changeMembership(MembershipChange(steps: [.remove(NodeID(3))]))
                == .refused(.transferring(to: NodeID(2))))
        let lone = TestCluster(1)
        lone.tick([1], times: 20)
        _ = lone[1].turn()
        lone[1].sync()
        #expect(lone[1].raft.role == .leader)
        #expect(
            lone[1].raft.changeMembership(MembershipChange(steps: [.remove(NodeID(1))]))
                == .refused(.notYetCommitted))
    }

    private static func cluster() -> TestCluster {
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster.tick([1], times: 4)
        cluster.settle()
        return cluster
    }

    /// Asks `id` for a change and lets it come to rest; returns why it was refused, if it was.
    private static func change(
        _ cluster: TestCluster, _ id: UInt64, _ steps: [MembershipChange.Step]
    ) -> MembershipRefusal? {
        let outcome = cluster[id].raft.changeMembership(MembershipChange(steps: steps))
        cluster.settle()
        guard case .refused(let refusal) = outcome else { return nil }
        return refusal
    }
}
