import ByteCoding
import Raft
import Testing

/// Each bound of `Limits`, reached: what happens at it, and what one beyond it.
///
/// The limit of members has its test in `MembershipChangeTests`.
@Suite struct LimitTests {
    private static let mebibyte = 1 << 20

    // MARK: - Proposals

    @Test func aPayloadMayBeAsLargeAsTheLimit() {
        let cluster = Self.cluster()
        let limit = Limits.entryPayloadBytes
        let last = cluster[1].raft.status().lastIndex
        #expect(
            cluster[1].raft.propose([UInt8](repeating: 1, count: limit))
                == .appended(index: last.next, term: Term(1)))
        #expect(
            cluster[1].raft.propose([UInt8](repeating: 1, count: limit + 1))
                == .refused(.tooLarge(limit: limit)))
        #expect(cluster[1].raft.status().lastIndex == last.next)
    }

    @Test func moreUncommittedBytesThanTheLimitAreRefusedUntilTheyCommit() {
        let cluster = Self.cluster()
        cluster.isolate(1)
        let payload = [UInt8](repeating: 1, count: Self.mebibyte)
        // The entry that reaches the limit is the last one to be taken.
        let count = Limits.uncommittedBytes / Self.mebibyte
        for _ in 0..<count {
            guard case .appended = cluster[1].raft.propose(payload) else {
                Issue.record("refused before \(Limits.uncommittedBytes) bytes were reached")
                return
            }
        }
        #expect(
            cluster[1].raft.propose([])
                == .refused(
                    .tooMuchUncommitted(limit: Limits.uncommittedBytes)))
        cluster.cut = []
        cluster.tick([1], times: 4)
        cluster.settle()
        #expect(cluster[1].raft.status().commitIndex == cluster[1].raft.status().lastIndex)
        let last = cluster[1].raft.status().lastIndex
        #expect(cluster[1].raft.propose([]) == .appended(index: last.next, term: Term(1)))
        cluster.settle()
        #expect(cluster[2].raft.status().commitIndex == cluster[1].raft.status().lastIndex)
    }

    // MARK: - Messages

    @Test func anAppendHoldsAsManyBytesAsTheLimitAndOneEntryAtLeast() {
        // Four entries fit exactly; the fifth goes in a message of its own, and so does one that is
        // larger than a message may be.
        let cluster = Self.cluster()
        let overhead = EntryCoding.overhead
        let quarter = [UInt8](repeating: 1, count: Limits.appendBytes / 4 - overhead)
        for _ in 0..<5 { _ = cluster[1].raft.propose(quarter) }
        _ = cluster[1].raft.propose([UInt8](repeating: 1, count: Limits.appendBytes))
        let sent = Self.appends(from: cluster[1], to: 2).map { $0.entries.map(\.size) }
        let size = Limits.appendBytes / 4
        #expect(
            sent == [[size, size, size, size], [size], [Limits.appendBytes + overhead]])
    }

    @Test func anAppendHoldsAsManyEntriesAsTheLimit() {
        let cluster = Self.cluster()
        for _ in 0...Limits.appendEntries { _ = cluster[1].raft.propose([]) }
        #expect(
            Self.appends(from: cluster[1], to: 2).map(\.entries.count)
                == [Limits.appendEntries, 1])
    }

    @Test func anAppendWithMoreEntriesIsNotDecoded() throws {
        let coding = MessageCoding(cluster: ClusterID(1), group: .first)
        for (count, isTaken) in [(Limits.appendEntries, true), (Limits.appendEntries + 1, false)] {
            let entries = (1...count).map {
                Entry(index: LogIndex(UInt64($0)), term: Term(1), kind: .command)
            }
            let append = AppendEntries(
                previousIndex: .zero, previousTerm: .zero, entries: entries, commitIndex: .zero,
                round: 0)
            var writer = ByteWriter()
            coding.encode(
                Message(
                    from: NodeID(1), to: NodeID(2), term: Term(1), body: .appendEntries(append)),
                into: &writer)
            var reader = ByteReader(writer.bytes)
            let decoded = try? coding.decode(from: &reader)
            #expect((decoded != nil) == isTaken, "\(count) entries")
        }
    }

    @Test func optionsCannotRaiseALimit() {
        var options = RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: 1)
        options.appendEntries = 10 * Limits.appendEntries
        options.inflightMessages = 10 * Limits.inflightMessages
        var leader = Self.leader(of: [1, 2], options: options)
        for _ in 0..<(Limits.inflightMessages + 1) * Limits.appendEntries {
            _ = leader.propose([])
        }
        let counts = leader.ready().messages.compactMap { message -> Int? in
            guard case .appendEntries(let append) = message.body else { return nil }
            return append.entries.count
        }
        #expect(
            counts == Array(repeating: Limits.appendEntries, count: Limits.inflightMessages))
    }

    @Test func asManyMessagesAreInFlightAsTheLimit() {
        var options = RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: 1)
        options.appendEntries = 1
        var leader = Self.leader(of: [1, 2], options: options)
        for _ in 0...Limits.inflightMessages { _ = leader.propose([]) }
        #expect(leader.ready().messages.count == Limits.inflightMessages)
        #expect(leader.ready().messages.isEmpty)
        // One is acknowledged, one more goes out.
        leader.step(Self.accepted(from: 2, through: leader.status().commitIndex.next))
        #expect(leader.ready().messages.count == 1)
        #expect(leader.ready().messages.isEmpty)
    }

    @Test func asManyBytesAreInFlightAsTheLimit() {
        let cluster = Self.cluster()
        let count = Limits.inflightBytes / Self.mebibyte
        let payload = [UInt8](repeating: 1, count: Self.mebibyte - EntryCoding.overhead)
        for _ in 0...count { _ = cluster[1].raft.propose(payload) }
        #expect(Self.appends(from: cluster[1], to: 2).count == count)
        #expect(Self.appends(from: cluster[1], to: 2).isEmpty)
    }

    @Test func asManyMessagesWaitForADiskAsTheLimitAndTheOldestAreLost() throws {
        // A follower whose disk hangs before it could write its term owes an answer to each
        // heartbeat.
        var node = RaftNode(id: NodeID(2), voters: [NodeID(1), NodeID(2)])
        for round in 1...UInt64(Limits.heldMessages + 1) {
            let heartbeat = Heartbeat(commitIndex: .zero, round: round)
            node.step(
                Message(
                    from: NodeID(1), to: NodeID(2), term: Term(1), body: .heartbeat(heartbeat)))
        }
        let write = try #require(node.ready().write)
        node.durable(through: write.sequence)
        let messages = node.ready().messages
        #expect(messages.count == Limits.heldMessages)
        #expect(messages.first?.body == .heartbeatReply(HeartbeatReply(round: 2)))
    }

    // MARK: - Memory and apply

    @Test func anApplyBatchHoldsAsManyBytesAsTheLimit() {
        let payload = [UInt8](repeating: 1, count: Self.mebibyte - EntryCoding.overhead)
        let fitting = Limits.applyBytes / Self.mebibyte
        var node = RaftNode(id: NodeID(1), voters: [NodeID(1)])
        Self.elect(&node)
        for _ in 0...fitting { _ = node.propose(payload) }
        if let write = node.ready().write { node.durable(through: write.sequence) }
        var batches: [Int] = []
        while let last = node.ready().committedToApply(&batches) {
            node.applied(through: last)
        }
        #expect(batches == [fitting, 1])
    }

    @Test func appliedEntriesLeaveMemoryBeyondTheLimit() {
        let count = Limits.cachedBytes / Self.mebibyte + 1
        var log = Self.log(of: count, bytes: Self.mebibyte)
        log.markCommitted(log.lastIndex)
        #expect(log.firstCachedIndex == LogIndex(1))
        log.markApplying(LogIndex(UInt64(count)))
        #expect(log.firstCachedIndex == LogIndex(2))
        #expect(log.cachedBytes(after: .zero, through: log.lastIndex) == Limits.cachedBytes)
    }

    @Test func entriesThatWaitForApplyLeaveMemoryBeyondAHigherLimit() {
        // Apply stands still. Entries that are not committed never leave: they are counted.
        let count = Limits.unappliedBytes / Self.mebibyte + 1
        var log = Self.log(of: count, bytes: Self.mebibyte)
        #expect(log.firstCachedIndex == LogIndex(1))
        log.markCommitted(log.lastIndex)
        #expect(log.firstCachedIndex == LogIndex(2))
        #expect(log.cachedBytes(after: .zero, through: log.lastIndex) == Limits.unappliedBytes)
    }

    @Test func whatLeftMemoryBeforeItWasAppliedIsReadForApply() throws {
        let count = Limits.unappliedBytes / Self.mebibyte + 2
        let payload = [UInt8](repeating: 1, count: Self.mebibyte - EntryCoding.overhead)
        var node = RaftNode(id: NodeID(1), voters: [NodeID(1)])
        Self.elect(&node)
        _ = node.propose([7])
        if let write = node.ready().write { node.durable(through: write.sequence) }
        // This batch is under way while all that follows is committed.
        #expect(node.ready().committed.map(\.payload) == [[7]])
        for _ in 0..<count {
            _ = node.propose(payload)
            if let write = node.ready().write { node.durable(through: write.sequence) }
        }
        node.applied(through: LogIndex(2))
        let ready = node.ready()
        #expect(ready.committed.isEmpty)
        let fetch = try #require(ready.fetches.first)
        #expect(fetch.purpose == .apply && fetch.first == LogIndex(3))
        #expect(fetch.maxBytes == Limits.fetchBytes)
        let entry = Entry(index: LogIndex(3), term: Term(1), kind: .command, payload: payload)
        node.fetched(fetch, entries: [entry])
        #expect(node.ready().committed == [entry])
    }

    // MARK: - Reads

    @Test func moreWaitingReadsThanTheLimitAreRefused() {
        var leader = Self.leader(of: [1, 2])
        // The first one begins a round; the others wait for the next.
        leader.readIndex(0)
        _ = leader.ready()
        let limit = UInt64(Limits.waitingReads)
        for request in 1...limit { leader.readIndex(request) }
        #expect(leader.ready().refusedReads.isEmpty)
        leader.readIndex(limit + 1)
        #expect(leader.ready().refusedReads == [limit + 1])
        // A follower's read is refused with a message.
        let body = Message.Body.readIndex(ReadIndexRequest(request: 9))
        leader.step(Message(from: NodeID(2), to: NodeID(1), term: Term(1), body: body))
        #expect(
            leader.ready().messages.map(\.body)
                == [.readIndexReply(ReadIndexReply(request: 9, index: nil))])
    }

    // MARK: - Members

    @Test func removedMembersAreRememberedUpToTheLimit() throws {
        var membership = Membership(voters: [Member(node: NodeID(1))])
        let learners = [NodeID(2), NodeID(3)]
        membership.learners = learners
        membership.members += learners.map { Member(node: $0) }
        membership.removed = (1..<UInt64(Limits.removedMembers)).map { NodeID($0 + 10) }
        let full = try membership.applying([.remove(NodeID(2))])
        #expect(full.removed.count == Limits.removedMembers)
        #expect(try Membership(payload: full.encodedPayload()) == full)
        #expect(throws: MembershipRefusal.self) { try full.applying([.remove(NodeID(3))]) }
    }

    @Test func anEndpointMayBeAsLongAsTheLimit() {
        let cluster = Self.cluster()
        let long = String(repeating: "a", count: Limits.endpointBytes)
        // Appended, it could not be read by any node, also not by this one.
        for member in [
            Member(node: NodeID(4), peerEndpoint: long + "a"),
            Member(node: NodeID(4), httpEndpoint: long + "a"),
        ] {
            #expect(
                cluster[1].raft.changeMembership(MembershipChange(steps: [.addLearner(member)]))
                    == .refused(.invalid("an endpoint of node 4 has 262 bytes; the limit is 261")))
        }
        let update = MembershipChange.Step.update(
            Member(node: NodeID(2), nativeEndpoint: long + "a"))
        #expect(
            cluster[1].raft.changeMembership(MembershipChange(steps: [update]))
                == .refused(.invalid("an endpoint of node 2 has 262 bytes; the limit is 261")))
        let member = Member(
            node: NodeID(4), peerEndpoint: long, nativeEndpoint: long, grpcEndpoint: long,
            httpEndpoint: long)
        _ = cluster[1].raft.changeMembership(MembershipChange(steps: [.addLearner(member)]))
        cluster.add(4)
        cluster.settle()
        #expect(cluster[2].raft.membership.member(NodeID(4)) == member)
    }

    @Test func aLearnerMayLackAsManyEntriesAsTheLimit() {
        let cluster = Self.cluster()
        cluster.add(4)
        let learner = MembershipChange(steps: [.addLearner(Member(node: NodeID(4)))])
        _ = cluster[1].raft.changeMembership(learner)
        cluster.tick([1], times: 4)
        cluster.settle()
        cluster.isolate(4)
        let promote = MembershipChange(steps: [.promote(NodeID(4))])
        for _ in 0...Limits.catchUpEntries { _ = cluster[1].raft.propose([]) }
        cluster.settle()
        let limit = Limits.catchUpEntries
        #expect(
            cluster[1].raft.changeMembership(promote)
                == .refused(.notCaughtUp(NodeID(4), entriesBehind: limit + 1, limit: limit)))
        // It acknowledges one entry.
        let match = cluster[1].raft.status().peers.first { $0.node == NodeID(4) }?.matchIndex
        cluster[1].raft.step(Self.accepted(from: 4, through: (match ?? .zero).next))
        guard case .appended = cluster[1].raft.changeMembership(promote) else {
            Issue.record("a learner that lacks \(limit) entries was refused")
            return
        }
    }

    // MARK: - Nodes

    private static func cluster() -> TestCluster {
        let cluster = TestCluster(3)
        cluster.elect(1)
        return cluster
    }

    /// Node 1, elected by the others, with a first entry that they have acknowledged.
    private static func leader(
        of ids: [UInt64],
        options: RaftOptions = RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: 1)
    ) -> RaftNode {
        var node = RaftNode(id: NodeID(1), voters: ids.map { NodeID($0) }, options: options)
        while node.status().role == .follower { node.tick() }
        for isPreVote in [true, false] {
            for id in ids.dropFirst() {
                let vote = Vote(campaignTerm: Term(1), isPreVote: isPreVote, isGranted: true)
                node.step(
                    Message(
                        from: NodeID(id), to: NodeID(1), term: Term(isPreVote ? 0 : 1),
                        body: .vote(vote)))
            }
            self.sync(&node)
        }
        for id in ids.dropFirst() { node.step(self.accepted(from: id, through: LogIndex(1))) }
        self.sync(&node)
        return node
    }

    private static func elect(_ node: inout RaftNode) {
        while node.status().role == .follower { node.tick() }
        self.sync(&node)
    }

    /// Makes everything durable and applied; what is sent is lost.
    private static func sync(_ node: inout RaftNode) {
        while true {
            let ready = node.ready()
            if ready.isEmpty { return }
            if let write = ready.write { node.durable(through: write.sequence) }
            if let last = ready.committed.last { node.applied(through: last.index) }
        }
    }

    private static func accepted(from node: UInt64, through index: LogIndex) -> Message {
        Message(
            from: NodeID(node), to: NodeID(1), term: Term(1),
            body: .appendAccepted(AppendAccepted(matchIndex: index, round: 0)))
    }

    private static func appends(from node: TestNode, to target: UInt64) -> [AppendEntries] {
        node.turn().compactMap { message in
            guard message.to == NodeID(target), case .appendEntries(let append) = message.body
            else { return nil }
            return append
        }
    }

    /// A log of `count` durable entries of one size.
    private static func log(of count: Int, bytes: Int) -> RaftLog {
        var log = RaftLog(summary: .empty, commitIndex: .zero, appliedIndex: .zero)
        let payload = [UInt8](repeating: 1, count: bytes - EntryCoding.overhead)
        log.append(
            (1...count).map {
                Entry(
                    index: LogIndex(UInt64($0)), term: Term(1), kind: .command, payload: payload)
            })
        _ = log.takeUnsaved(for: IOSequence(1))
        log.markDurable(through: IOSequence(1))
        return log
    }
}

extension Ready {
    /// Notes how many entries are to be applied; returns the last one's index, if there are any.
    fileprivate func committedToApply(_ batches: inout [Int]) -> LogIndex? {
        guard let last = self.committed.last else { return nil }
        batches.append(self.committed.count)
        return last.index
    }
}
