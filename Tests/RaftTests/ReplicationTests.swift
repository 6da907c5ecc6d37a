import Raft
import Testing

/// Pipelining, the I/O sequence, and the memory bounds of the log.
@Suite struct ReplicationTests {
    @Test func appendsAreSentAheadAndAcknowledgedOnlyWhenDurable() {
        // Three entries go out without an answer in between; none is acknowledged before the sync.
        let cluster = TestCluster(3)
        cluster.elect(1)
        var sent: [Message] = []
        for value in 1...3 as ClosedRange<UInt8> {
            _ = cluster[1].raft.propose([value])
            sent += cluster[1].turn().filter { $0.to == NodeID(2) }
        }
        #expect(sent.count == 3)
        for message in sent { cluster[2].raft.step(message) }
        #expect(cluster[2].turn().isEmpty)
        cluster[2].sync()
        let matches = cluster[2].turn().compactMap { message -> LogIndex? in
            guard case .appendAccepted(let accepted) = message.body else { return nil }
            return accepted.matchIndex
        }
        #expect(matches.max() == LogIndex(4))
    }

    @Test func aCompletionOfATruncatedWriteCountsForNothing() {
        // The write of an old suffix completes after a new leader replaced the suffix in memory.
        let node = TestNode(id: NodeID(3), members: [NodeID(1), NodeID(2), NodeID(3)])
        node.raft.step(Self.append(from: 1, term: 1, previous: 0, of: 0, terms: [1, 1, 1]))
        _ = node.turn()
        node.raft.step(Self.append(from: 2, term: 2, previous: 1, of: 1, terms: [2]))
        _ = node.turn()
        node.sync(1)
        #expect(node.raft.status().durableIndex == LogIndex(1))
        #expect(node.raft.status().lastIndex == LogIndex(2))
        node.sync(1)
        #expect(node.raft.status().durableIndex == LogIndex(2))
        #expect(node.entries.map(\.term) == [Term(1), Term(2)])
    }

    @Test func anOldAppendDoesNotCutOffNewerEntries() {
        // §5.3: only a conflict truncates.
        let node = TestNode(id: NodeID(3), members: [NodeID(1), NodeID(2), NodeID(3)])
        node.raft.step(Self.append(from: 1, term: 1, previous: 0, of: 0, terms: [1, 1, 1]))
        node.raft.step(Self.append(from: 1, term: 1, previous: 0, of: 0, terms: [1]))
        #expect(node.raft.status().lastIndex == LogIndex(3))
    }

    @Test func theCommitIndexStopsAtTheLastNewEntry() {
        // Figure 2, AppendEntries rule 5: what lies beyond may still differ from the leader's.
        let node = TestNode(id: NodeID(3), members: [NodeID(1), NodeID(2), NodeID(3)])
        node.raft.step(Self.append(from: 1, term: 1, previous: 0, of: 0, terms: [1, 1, 1]))
        node.raft.step(
            Self.append(from: 2, term: 2, previous: 0, of: 0, terms: [1], commit: 9))
        #expect(node.raft.status().commitIndex == LogIndex(1))
    }

    @Test func lostAppendsAreSentAgain() {
        let cluster = TestCluster(3)
        cluster.elect(1)
        _ = cluster[1].raft.propose([1])
        cluster.collect()
        cluster.dropAll()
        for _ in 0..<3 {
            cluster.tick([1], times: 2)
            cluster.settle()
        }
        #expect(cluster[2].entries == cluster[1].entries)
        #expect(cluster[3].applied.contains { $0.payload == [1] })
    }

    @Test func aRejectionOfTheFirstAppendOfAllGoesBackNoFurther() {
        // All logs match there. Who says otherwise answers an append of a term that is over, in the
        // present one, which the same node leads again; there is no entry to go back to.
        var progress = Progress(nextIndex: LogIndex(1), isActive: true)
        progress.didSend(through: LogIndex(2), bytes: 10, commitIndex: .zero)
        _ = progress.didReject(.zero, retryAfter: .zero)
        #expect(progress.nextIndex == LogIndex(1))
        // Nor once more is known: what matches is never asked for again.
        _ = progress.didAccept(LogIndex(2))
        let isFresh = progress.didReject(.zero, retryAfter: .zero)
        #expect(!isFresh)
        #expect(progress.nextIndex == LogIndex(3))
    }

    @Test func anAppendIsAcknowledgedAsFarAsItGoesAndNotAsTheLogDoes() {
        // Entries 2 and 3 are of a leader that is gone; nobody knows yet whether they stay.
        let node = TestNode(id: NodeID(1), members: [NodeID(1), NodeID(2), NodeID(3)])
        func append(_ indexes: ClosedRange<UInt64>, from leader: UInt64, term: UInt64) -> [LogIndex]
        {
            let entries = indexes.map {
                Entry(index: LogIndex($0), term: Term(1), kind: .command, payload: [])
            }
            let append = AppendEntries(
                previousIndex: .zero, previousTerm: .zero, entries: entries,
                commitIndex: LogIndex(term - 1), round: 0)
            node.raft.step(
                Message(
                    from: NodeID(leader), to: node.id, term: Term(term),
                    body: .appendEntries(append)))
            var answers = node.turn()
            node.sync()
            answers += node.turn()
            return answers.compactMap {
                if case .appendAccepted(let accepted) = $0.body { accepted.matchIndex } else { nil }
            }
        }
        #expect(append(1...3, from: 2, term: 1) == [LogIndex(3)])
        // The next leader has sent the first entry only, and says that it is committed.
        #expect(append(1...1, from: 3, term: 2) == [LogIndex(1)])
        // The same again, late: what is committed is all that it can tell.
        #expect(append(1...1, from: 3, term: 2) == [LogIndex(1)])
    }

    @Test func aHeartbeatCommitsOnlyWhatIsTheLeaders() {
        // An older copy of this node's directory came back: its log ends in what an earlier leader
        // left, and the present one counts on what it acknowledged since. No heartbeat may commit
        // the one for the other before the node is reminded.
        let node = TestNode(id: NodeID(2), members: [NodeID(1), NodeID(2), NodeID(3)])
        node.preset(terms: [1, 1, 1], term: 1)
        func heartbeat(_ commit: UInt64, of term: UInt64) {
            let body = Heartbeat(
                commitIndex: LogIndex(commit), commitTerm: Term(term), round: 0)
            node.raft.step(
                Message(from: NodeID(1), to: NodeID(2), term: Term(3), body: .heartbeat(body)))
        }
        heartbeat(3, of: 2)
        #expect(node.raft.status().commitIndex == .zero)
        heartbeat(9, of: 3)
        #expect(node.raft.status().commitIndex == .zero)
        heartbeat(2, of: 1)
        #expect(node.raft.status().commitIndex == LogIndex(2))
    }

    @Test func anIdleFollowerLearnsTheCommitWithoutNewEntries() {
        let cluster = TestCluster(3)
        cluster.elect(1)
        _ = cluster[1].raft.propose([1])
        cluster.settle()
        #expect(cluster[2].raft.status().commitIndex == LogIndex(2))
        #expect(cluster[3].raft.status().commitIndex == LogIndex(2))
    }

    @Test func aRestartedLeaderReadsOldEntriesFromTheLogStorage() {
        // Nothing is in memory after a restart, so both apply and replication fetch.
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster.isolate(3)
        for value in 1...5 as ClosedRange<UInt8> { _ = cluster[1].raft.propose([value]) }
        cluster.settle()
        cluster[1].crash()
        cluster[1].restart()
        cluster[2].crash()
        cluster[2].restart()
        cluster.cut = []
        cluster.elect(1)
        for _ in 0..<4 {
            cluster.tick([1], times: 2)
            cluster.settle()
        }
        #expect(
            cluster[3].applied.map(\.payload).filter { !$0.isEmpty } == [[1], [2], [3], [4], [5]])
        #expect(cluster[1].applied == cluster[3].applied)
    }

    @Test func proposalsBeyondTheUncommittedLimitAreRefused() {
        let cluster = TestCluster(3)
        cluster.elect(1)
        cluster.isolate(1)
        let payload = [UInt8](repeating: 1, count: Raft.Limits.entryPayloadBytes)
        var refusal: ProposalRefusal?
        for _ in 0..<100 where refusal == nil {
            if case .refused(let reason) = cluster[1].raft.propose(payload) { refusal = reason }
        }
        #expect(refusal == .tooMuchUncommitted(limit: Raft.Limits.uncommittedBytes))
        let large = [UInt8](repeating: 1, count: Raft.Limits.entryPayloadBytes + 1)
        #expect(
            cluster[1].raft.propose(large)
                == .refused(.tooLarge(limit: Raft.Limits.entryPayloadBytes)))
    }

    @Test func theWindowOfMessagesInFlightIsHonoured() {
        let cluster = TestCluster(3)
        cluster.elect(1)
        var sent = 0
        for _ in 0..<(Raft.Limits.inflightMessages + 50) {
            _ = cluster[1].raft.propose([1])
            sent += cluster[1].turn().count { $0.to == NodeID(2) }
        }
        #expect(sent == Raft.Limits.inflightMessages)
    }

    static func append(
        from: UInt64, term: UInt64, previous: UInt64, of previousTerm: UInt64, terms: [UInt64],
        commit: UInt64 = 0
    ) -> Message {
        let entries = terms.enumerated().map {
            Entry(
                index: LogIndex(previous + UInt64($0.offset) + 1), term: Term($0.element),
                kind: .command)
        }
        return Message(
            from: NodeID(from), to: NodeID(3), term: Term(term),
            body: .appendEntries(
                AppendEntries(
                    previousIndex: LogIndex(previous), previousTerm: Term(previousTerm),
                    entries: entries, commitIndex: LogIndex(commit), round: 0)))
    }
}
