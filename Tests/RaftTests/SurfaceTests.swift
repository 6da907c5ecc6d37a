import Raft
import Testing

/// The surface of `RaftNode`, used as a shell uses it; these names and labels stay as they are.
///
/// The whole contract is one loop: give the node its inputs, take `ready()`, do what it says, and
/// report what is done. The tests below do it by hand, without anything of the other suites.
@Suite struct SurfaceTests {
    private static let voters = [NodeID(1), NodeID(2), NodeID(3)]

    @Test func aSoleVoterElectsItselfCommitsAndReads() {
        var node = RaftNode(id: NodeID(1), voters: [NodeID(1)])
        #expect(node.status().role == .follower)
        Self.tickUntilItActs(&node)
        // Its vote for itself counts once it is on disk, and so does its first entry.
        let elected = Self.syncAll(&node)
        #expect(node.status().role == .leader)
        #expect(elected.committed.map(\.kind) == [.noop])
        #expect(node.propose([1, 2, 3]) == .appended(index: LogIndex(2), term: Term(1)))
        node.readIndex(7)
        let applied = Self.syncAll(&node)
        #expect(applied.committed.map(\.payload) == [[1, 2, 3]])
        #expect(applied.readStates.map(\.request) == [7])
        #expect(node.status().appliedIndex == LogIndex(2))
    }

    @Test func aMessageLeavesOnlyAfterTheWriteItDependsOn() throws {
        // A vote: nothing is sent before `durable(through:)` names the write that holds it.
        var node = RaftNode(id: NodeID(3), voters: Self.voters)
        let request = RequestVote(
            campaignTerm: Term(5), lastIndex: LogIndex(9), lastTerm: Term(4), isPreVote: false,
            isTransfer: false)
        let message = Message(
            from: NodeID(1), to: NodeID(3), term: Term(5), body: .requestVote(request))
        #expect(node.step(message) == .accepted)
        let ready = node.ready()
        #expect(ready.messages.isEmpty)
        let write = try #require(ready.write)
        #expect(
            write.hardState
                == HardState(term: Term(5), votedFor: NodeID(1), commitIndex: .zero))
        #expect(write.entries.isEmpty)
        node.durable(through: write.sequence)
        let vote = Vote(campaignTerm: Term(5), isPreVote: false, isGranted: true)
        #expect(
            node.ready().messages == [
                Message(from: NodeID(3), to: NodeID(1), term: Term(5), body: .vote(vote))
            ])
        #expect(node.ready().isEmpty)
    }

    @Test func aFollowerAppendsAcknowledgesAndApplies() throws {
        var node = RaftNode(id: NodeID(2), voters: Self.voters)
        let entries = [
            Entry(index: LogIndex(1), term: Term(1), kind: .noop),
            Entry(index: LogIndex(2), term: Term(1), kind: .command, payload: [9]),
        ]
        let append = AppendEntries(
            previousIndex: .zero, previousTerm: .zero, entries: entries, commitIndex: LogIndex(2),
            round: 0)
        node.step(
            Message(from: NodeID(1), to: NodeID(2), term: Term(1), body: .appendEntries(append)))
        // Committed, and still neither acknowledged nor handed out: it is not durable here.
        var ready = node.ready()
        let write = try #require(ready.write)
        #expect(write.entries == entries)
        #expect(ready.messages.isEmpty && ready.committed.isEmpty)
        node.durable(through: write.sequence)
        ready = node.ready()
        #expect(ready.committed == entries)
        guard case .appendAccepted(let accepted) = ready.messages.first?.body else {
            Issue.record("an acknowledgement was expected, not \(ready.messages)")
            return
        }
        #expect(accepted.matchIndex == LogIndex(2))
        // One batch at a time: the next one waits until this one is applied.
        #expect(node.status().applyingIndex == LogIndex(2))
        #expect(node.status().appliedIndex == .zero)
        node.applied(through: LogIndex(2))
        #expect(node.status().appliedIndex == LogIndex(2))
        #expect(node.status().leader == NodeID(1))
    }

    @Test func whoDoesNotLeadSaysWhoDoes() {
        var node = RaftNode(id: NodeID(2), voters: Self.voters)
        #expect(node.propose([1]) == .refused(.notLeader(nil)))
        node.readIndex(1)
        #expect(node.ready().refusedReads == [1])
        node.step(
            Message(
                from: NodeID(3), to: NodeID(2), term: Term(1),
                body: .heartbeat(Heartbeat(commitIndex: .zero, round: 0))))
        #expect(node.propose([1]) == .refused(.notLeader(NodeID(3))))
        #expect(node.transferLeadership(to: NodeID(1)) == .refused(.notLeader(NodeID(3))))
        let change = MembershipChange(steps: [.remove(NodeID(1))])
        #expect(node.changeMembership(change) == .refused(.notLeader(NodeID(3))))
        // A read goes on to the leader, once the term that the node has just learned is on disk.
        node.readIndex(2)
        let messages = Self.syncAll(&node).messages
        #expect(messages.contains { $0.body == .readIndex(ReadIndexRequest(request: 2)) })
    }

    @Test func threeNodesElectReplicateReadTransferAndChange() {
        // Three nodes in plain variables and a loop that carries everything between them.
        let group = Group(voters: Self.voters)
        group.tick(NodeID(1), times: 60)
        #expect(group.leader == NodeID(1))
        _ = group.withNode(NodeID(1)) { $0.propose([42]) }
        group.settle()
        group.withNode(NodeID(3)) { $0.readIndex(11) }
        group.settle()
        #expect(group.applied.allSatisfy { $0.value.map(\.payload) == [[], [42]] })
        #expect(group.readStates[NodeID(3)] == [ReadState(request: 11, index: LogIndex(2))])

        let handover = group.withNode(NodeID(1)) { $0.transferLeadership(to: NodeID(2)) }
        #expect(handover == .begun(NodeID(2)))
        group.settle()
        #expect(group.leader == NodeID(2))

        let change = MembershipChange(steps: [.remove(NodeID(3))])
        let outcome = group.withNode(NodeID(2)) { $0.changeMembership(change) }
        guard case .appended = outcome else {
            Issue.record("the change was expected to be taken, not \(outcome)")
            return
        }
        group.settle()
        let status = group.withNode(NodeID(2)) { $0.status() }
        #expect(status.membership.incoming == [NodeID(1), NodeID(2)])
        #expect(!status.membership.isJoint)
        #expect(status.commitIndex == status.lastIndex)
    }

    @Test func aLateOrForeignInputIsANamedNoOp() {
        var node = RaftNode(id: NodeID(2), voters: Self.voters)
        let heartbeat = Message.Body.heartbeat(Heartbeat(commitIndex: .zero, round: 0))
        node.step(Message(from: NodeID(1), to: NodeID(2), term: Term(3), body: heartbeat))
        #expect(
            node.step(Message(from: NodeID(3), to: NodeID(2), term: Term(2), body: heartbeat))
                == .ignored(.staleTerm))
        #expect(
            node.step(Message(from: NodeID(1), to: NodeID(3), term: Term(3), body: heartbeat))
                == .ignored(.misdirected))
        // A completion that was told before changes nothing either.
        Self.syncAll(&node)
        let status = node.status()
        node.durable(through: .zero)
        #expect(node.status() == status)
    }

    // MARK: - A shell in a few lines

    private static func tickUntilItActs(_ node: inout RaftNode) {
        // An election timeout is drawn from one to two times `electionTicks`.
        for _ in 0..<2 * RaftOptions(seed: 0).electionTicks where node.status().role == .follower {
            node.tick()
        }
    }

    /// Makes every write durable at once and applies at once; returns all else that came out.
    @discardableResult
    private static func syncAll(_ node: inout RaftNode) -> Ready {
        var all = Ready()
        while true {
            let ready = node.ready()
            if ready.isEmpty { return all }
            all.messages += ready.messages
            all.committed += ready.committed
            all.readStates += ready.readStates
            all.refusedReads += ready.refusedReads
            if let write = ready.write { node.durable(through: write.sequence) }
            if let last = ready.committed.last { node.applied(through: last.index) }
        }
    }

    /// Nodes whose messages all arrive; a node cannot be copied, so each lives in a box.
    private final class Group {
        private final class Box {
            var node: RaftNode

            init(id: NodeID, voters: [NodeID]) {
                self.node = RaftNode(id: id, voters: voters)
            }
        }

        private let ids: [NodeID]
        private let boxes: [NodeID: Box]
        private(set) var applied: [NodeID: [Entry]] = [:]
        private(set) var readStates: [NodeID: [ReadState]] = [:]

        init(voters: [NodeID]) {
            self.ids = voters
            self.boxes = Dictionary(
                uniqueKeysWithValues: voters.map { ($0, Box(id: $0, voters: voters)) })
        }

        var leader: NodeID? {
            self.ids.first { id in self.withNode(id) { $0.status().role == .leader } }
        }

        func withNode<Result>(_ id: NodeID, _ body: (inout RaftNode) -> Result) -> Result {
            guard let box = self.boxes[id] else { fatalError("there is no node \(id)") }
            return body(&box.node)
        }

        func tick(_ id: NodeID, times: Int) {
            for _ in 0..<times {
                self.withNode(id) { $0.tick() }
                self.settle()
            }
        }

        func settle() {
            var messages: [Message] = []
            repeat {
                for message in messages where self.boxes[message.to] != nil {
                    self.withNode(message.to) { _ = $0.step(message) }
                }
                messages = []
                for id in self.ids {
                    let ready = self.withNode(id) { SurfaceTests.syncAll(&$0) }
                    messages += ready.messages
                    self.applied[id, default: []] += ready.committed.filter {
                        $0.kind != .membership
                    }
                    self.readStates[id, default: []] += ready.readStates
                }
            } while !messages.isEmpty
        }
    }
}
