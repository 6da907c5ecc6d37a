import Raft

/// A node with a disk that the test controls: what was written but not yet made durable is lost in
/// a crash.
final class TestNode {
    let id: NodeID
    let members: [NodeID]
    let seed: UInt64
    var raft: RaftNode
    /// What a crash leaves.
    private(set) var hardState = HardState.initial
    private(set) var entries: [Entry] = []
    /// Writes handed out and not yet durable.
    private(set) var pendingWrites: [LogWrite] = []
    /// What was handed out for apply, in order, since the last start.
    private(set) var applied: [Entry] = []
    private(set) var readStates: [ReadState] = []
    private(set) var refusedReads: [UInt64] = []
    var isUp = true

    init(id: NodeID, members: [NodeID], seed: UInt64 = 1) {
        self.id = id
        self.members = members
        self.seed = seed
        self.raft = Self.makeNode(
            id: id, members: members, seed: seed, hardState: .initial, entries: [])
    }

    /// Carries out `ready()` until nothing but messages and writes is left; returns the messages to
    /// deliver. Entries count as applied at once.
    func turn() -> [Message] {
        var messages: [Message] = []
        while true {
            let ready = self.raft.ready()
            messages += ready.messages
            if let write = ready.write {
                self.pendingWrites.append(write)
            }
            for fetch in ready.fetches {
                let found = self.entries.filter {
                    $0.index >= fetch.first && $0.index <= fetch.last
                }
                self.raft.fetched(fetch, entries: found)
            }
            if let last = ready.committed.last {
                self.applied += ready.committed
                self.raft.applied(through: last.index)
            }
            self.readStates += ready.readStates
            self.refusedReads += ready.refusedReads
            if ready.fetches.isEmpty, ready.committed.isEmpty { return messages }
        }
    }

    /// Makes the oldest `count` pending writes durable.
    func sync(_ count: Int = .max) {
        let done = self.pendingWrites.prefix(count)
        guard let last = done.last else { return }
        for write in done {
            self.store(write)
        }
        self.pendingWrites.removeFirst(done.count)
        self.raft.durable(through: last.sequence)
    }

    func crash() {
        self.isUp = false
        self.pendingWrites = []
    }

    func restart() {
        self.isUp = true
        self.applied = []
        self.readStates = []
        self.raft = Self.makeNode(
            id: self.id, members: self.members, seed: self.seed &+ self.hardState.term.rawValue,
            hardState: self.hardState, entries: self.entries)
    }

    /// Puts a log on the disk before the node is first started, as in figure 7 of the paper.
    func preset(terms: [UInt64], term: UInt64) {
        self.entries = terms.enumerated().map {
            Entry(index: LogIndex(UInt64($0.offset + 1)), term: Term($0.element), kind: .command)
        }
        self.hardState = HardState(term: Term(term), votedFor: nil, commitIndex: .zero)
        self.restart()
    }

    private func store(_ write: LogWrite) {
        if let hardState = write.hardState {
            self.hardState = hardState
        }
        if let first = write.entries.first {
            self.entries.removeAll { $0.index >= first.index }
            self.entries += write.entries
        }
    }

    private static func makeNode(
        id: NodeID, members: [NodeID], seed: UInt64, hardState: HardState, entries: [Entry]
    ) -> RaftNode {
        var runs: [LogSummary.TermRun] = []
        for entry in entries where runs.last?.term != entry.term {
            runs.append(.init(first: entry.index, term: entry.term))
        }
        return RaftNode(
            id: id, options: RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: seed),
            hardState: hardState,
            log: LogSummary(
                truncatedIndex: .zero, truncatedTerm: .zero,
                lastIndex: entries.last?.index ?? .zero, termRuns: runs),
            memberships: [
                MembershipRecord(
                    index: .zero,
                    membership: Membership(voters: members.map { Member(node: $0) }))
            ], appliedIndex: .zero)
    }
}
