import Raft
import Testing

/// Ends of leadership that nobody waits for, and nodes that may not take part.
@Suite struct FailoverTests {
    @Test func followersDoNotWaitForALeaderWhoseProcessIsGone() {
        // Both followers are told that connecting was refused; a new leader is there long before
        // the election timeout of ten ticks, and after a heartbeat's time at the earliest.
        let cluster = Self.cluster()
        cluster[1].crash()
        for id in [2, 3] as [UInt64] { cluster[id].raft.linkRefused(by: NodeID(1)) }
        cluster.tick([2, 3], times: 2)
        cluster.settle()
        #expect(cluster.leaders.isEmpty)
        for _ in 0..<6 where cluster.leaders.isEmpty {
            cluster.tick([2, 3])
            cluster.settle()
        }
        #expect(cluster.leaders.count == 1)
        #expect(cluster.leaders.first?.raft.marks.contains(.failedOverFast) == true)
    }

    @Test func aHeartbeatTakesTheBeliefBack() {
        let cluster = Self.cluster()
        cluster[2].raft.linkRefused(by: NodeID(1))
        cluster.tick([1], times: 2)
        cluster.settle()
        #expect(cluster[2].raft.marks.contains(.cancelledFailover))
        cluster.tick([2], times: 8)
        cluster.settle()
        #expect(cluster[1].raft.role == .leader)
        #expect(cluster[2].raft.role == .follower)
    }

    @Test func aLinkThatFlapsCannotUnseatALeader() {
        // Node 2 hears nothing of the leader and is told again and again that it is gone; node 3
        // hears the leader, and so refuses every pre-vote.
        let cluster = Self.cluster()
        cluster.cut = [[1, 2], [2, 1]]
        let term = cluster[1].raft.term
        for _ in 0..<50 {
            cluster[2].raft.linkRefused(by: NodeID(1))
            cluster.tick([1, 2, 3])
            cluster.settle()
        }
        #expect(cluster[1].raft.role == .leader)
        #expect(cluster[1].raft.term == term)
        #expect(cluster[3].raft.marks.contains(.refusedPreVoteWhileLeaderHeard))
    }

    @Test func aLeaderDoesNotCountOnANodeWhoseProcessIsGone() {
        // Node 3 has answered a moment ago. Without it, node 2 cannot be spared, and is the only
        // one that the leadership can go to.
        let cluster = Self.cluster()
        #expect(cluster[1].raft.status().peers.map(\.isAnswering) == [true, true])
        cluster[3].crash()
        cluster[1].raft.linkRefused(by: NodeID(3))
        #expect(cluster[1].raft.status().peers.map(\.isAnswering) == [true, false])
        let remove = MembershipChange(steps: [.remove(NodeID(2))])
        #expect(
            cluster[1].raft.changeMembership(remove)
                == .refused(.quorumNotReachable(answering: 1, needed: 2)))
        #expect(cluster[1].raft.transferLeadership(to: nil) == .begun(NodeID(2)))
    }

    @Test func anAnswerTakesBackThatANodeIsGone() {
        let cluster = Self.cluster()
        cluster[1].raft.linkRefused(by: NodeID(2))
        // That it can be connected to does not tell that it takes part.
        cluster[1].raft.linkOpened(to: NodeID(2))
        #expect(cluster[1].raft.status().peers.map(\.isAnswering) == [false, true])
        cluster.tick([1], times: 2)
        cluster.settle()
        #expect(cluster[1].raft.status().peers.map(\.isAnswering) == [true, true])
    }

    @Test func refusedLinksUnseatNoLeaderThatIsAnswered() {
        // It hears of refusals before every tick, so also before each count of its quorum.
        let cluster = Self.cluster()
        let term = cluster[1].raft.term
        for _ in 0..<50 {
            for id in [2, 3] as [UInt64] { cluster[1].raft.linkRefused(by: NodeID(id)) }
            cluster.tick([1, 2, 3])
            cluster.settle()
        }
        #expect(cluster[1].raft.role == .leader)
        #expect(cluster[1].raft.term == term)
    }

    @Test func newsOfAnotherNodeThanTheLeaderMeansNothing() {
        let cluster = Self.cluster()
        cluster[2].raft.linkRefused(by: NodeID(3))
        cluster.tick([2], times: 9)
        #expect(cluster[2].raft.role == .follower)
        #expect(cluster[2].raft.leader == NodeID(1))
    }

    @Test func aLeaderWithAHungDiskHandsOver() {
        // Its write waits for four election timeouts; the followers commit all the same.
        let cluster = Self.cluster()
        cluster[1].isDiskHung = true
        _ = cluster[1].raft.propose([1])
        for _ in 0..<60 where cluster[1].raft.role == .leader {
            cluster.tick([1, 2, 3])
            Self.move(cluster)
        }
        Self.move(cluster)
        Self.move(cluster)
        #expect(cluster[1].raft.marks.contains(.handedOverForSlowDisk))
        #expect(cluster.leaders.map(\.id) != [NodeID(1)])
        #expect(cluster.leaders.count == 1)
        // While the disk hangs it does not stand for election.
        cluster.isolate(1)
        cluster.tick([1], times: 100)
        #expect(cluster[1].raft.role == .follower)
        #expect(cluster[1].raft.marks.contains(.didNotCampaignForSlowDisk))
    }

    @Test func aLeaderWithAHungDiskStepsDownWhenNobodyTakesOver() {
        // Followers answer heartbeats, but what would make them complete never arrives.
        let cluster = Self.cluster()
        cluster[1].isDiskHung = true
        _ = cluster[1].raft.propose([1])
        for _ in 0..<90 {
            cluster.tick([1])
            cluster.collect()
            let messages = cluster.inFlight
            cluster.dropAll()
            for message in messages {
                switch message.body {
                case .appendEntries, .timeoutNow: break
                default: cluster.deliver(message)
                }
            }
            for id in [2, 3] as [UInt64] { cluster[id].sync() }
        }
        #expect(cluster[1].raft.role == .follower)
        #expect(cluster[1].raft.marks.contains(.steppedDownForSlowDisk))
    }

    @Test func aNodeThatForgotWhatItAcknowledgedTakesNoPart() {
        // Node 2 comes back with the disk it had before the last entries.
        let cluster = Self.cluster()
        let old = TestNode(id: NodeID(2), members: cluster[1].members)
        let index = cluster[1].raft.status().lastIndex
        cluster[1].raft.linkOpened(to: NodeID(2))
        let reminders = cluster[1].turn().filter {
            if case .reminder = $0.body { true } else { false }
        }
        #expect(reminders.count == 1)
        for reminder in reminders {
            // It does not bother the node that has everything.
            #expect(cluster[2].raft.step(reminder) == .accepted)
            #expect(cluster[2].raft.status().forgotten == nil)
            old.raft.step(reminder)
        }
        #expect(old.raft.status().forgotten?.index == index)
        #expect(old.raft.marks.contains(.quarantined))
        let request = RequestVote(
            campaignTerm: Term(9), lastIndex: LogIndex(99), lastTerm: Term(9), isPreVote: false,
            isTransfer: false)
        let vote = Message(
            from: NodeID(3), to: NodeID(2), term: Term(9), body: .requestVote(request))
        #expect(old.raft.step(vote) == .ignored(.quarantined))
        for _ in 0..<100 { old.raft.tick() }
        #expect(old.raft.role == .follower)
    }

    @Test func aNodeIsRemindedThoughTheDiskOfTheOneWhoRemembersHangs() {
        let cluster = Self.cluster()
        let last = cluster[1].raft.status().lastIndex
        // Node 1 steps down, and its new term never reaches its disk.
        Self.endLeadership(of: 1, in: cluster)
        _ = cluster[1].raft.ready()
        cluster[1].raft.linkOpened(to: NodeID(2))
        let reminders: [Reminder] = cluster[1].raft.ready().messages.compactMap {
            if case .reminder(let reminder) = $0.body { reminder } else { nil }
        }
        #expect(reminders == [Reminder(term: Term(1), index: last)])
    }

    /// What was acknowledged after the last write of a leadership is not lost with the process.
    @Test func acknowledgementsOfAnEndedLeadershipGoWithTheNextWrite() {
        let cluster = Self.cluster()
        let last = cluster[1].raft.status().lastIndex
        Self.endLeadership(of: 1, in: cluster)
        let carried = cluster[1].raft.ready().write?.acknowledgements ?? []
        #expect(
            carried.sorted { $0.node < $1.node }
                == [2, 3].map {
                    PeerAcknowledgement(node: NodeID($0), term: Term(1), index: last)
                })
    }

    @Test func aNodeWithAFullDiskTakesNoEntriesAndStillAnswers() {
        let cluster = Self.cluster()
        cluster[2].raft.takesEntries = false
        let last = cluster[2].raft.status().lastIndex
        _ = cluster[1].raft.propose([1])
        cluster.settle()
        #expect(cluster[2].raft.status().lastIndex == last)
        #expect(cluster[1].raft.status().commitIndex > last)
        cluster[2].raft.takesEntries = true
        cluster.tick([1], times: 4)
        cluster.settle()
        cluster.tick([1], times: 4)
        cluster.settle()
        #expect(cluster[2].raft.status().lastIndex == cluster[1].raft.status().lastIndex)
    }

    /// By a vote that somebody asks for in a later term.
    private static func endLeadership(of leader: UInt64, in cluster: TestCluster) {
        let request = RequestVote(
            campaignTerm: Term(9), lastIndex: .zero, lastTerm: .zero, isPreVote: false,
            isTransfer: true)
        cluster[leader].raft.step(
            Message(
                from: NodeID(3), to: NodeID(leader), term: Term(9), body: .requestVote(request)))
        #expect(cluster[leader].raft.role == .follower)
    }

    private static func cluster() -> TestCluster {
        let cluster = TestCluster(3)
        cluster.elect(1)
        _ = cluster[1].raft.propose([7])
        cluster.settle()
        cluster.tick([1], times: 2)
        cluster.settle()
        return cluster
    }

    /// One round of syncs, turns and deliveries; a hung disk would keep `settle` from ending.
    private static func move(_ cluster: TestCluster) {
        for _ in 0..<4 {
            cluster.collect()
            let messages = cluster.inFlight
            cluster.dropAll()
            for node in cluster.nodes where node.isUp { node.sync() }
            for message in messages { cluster.deliver(message) }
        }
    }
}
