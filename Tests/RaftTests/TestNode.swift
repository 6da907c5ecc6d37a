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
    /// Members for whom the node wanted a snapshot, in order.
    private(set) var snapshotTargets: [NodeID] = []
    /// What the disk holds before the first entry.
    private(set) var truncation = LogTruncation(index: .zero, term: .zero)
    private var memberships: [MembershipRecord]
    var isUp = true
    /// Nothing becomes durable any more.
    var isDiskHung = false

    init(id: NodeID, members: [NodeID], seed: UInt64 = 1) {
        self.id = id
        self.members = members
        self.seed = seed
        let membership = Membership(voters: members.map { Member(node: $0) })
        self.memberships = [MembershipRecord(index: .zero, membership: membership)]
        self.raft = Self.makeNode(
            id: id, seed: seed, hardState: .initial, memberships: self.memberships)
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
            self.snapshotTargets += ready.snapshotTargets
            if let truncation = ready.truncation {
                self.truncation = truncation
                self.entries.removeAll { $0.index <= truncation.index }
            }
            if ready.restore != nil {
                self.raft.restored()
            }
            self.readStates += ready.readStates
            self.refusedReads += ready.refusedReads
            if ready.fetches.isEmpty, ready.committed.isEmpty { return messages }
        }
    }

    /// Makes the oldest `count` pending writes durable.
    func sync(_ count: Int = .max) {
        guard !self.isDiskHung else { return }
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
            id: self.id, seed: self.seed &+ self.hardState.term.rawValue,
            hardState: self.hardState, memberships: self.memberships, entries: self.entries,
            truncation: self.truncation)
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
        if let install = write.install {
            self.entries = []
            self.truncation = LogTruncation(index: install.index, term: install.term)
            self.memberships = [install.membership]
        }
        if let hardState = write.hardState {
            self.hardState = hardState
        }
        guard let first = write.entries.first else { return }
        self.entries.removeAll { $0.index >= first.index }
        self.entries += write.entries
        self.memberships.removeAll { $0.index >= first.index }
        for entry in write.entries where entry.kind == .membership {
            if let membership = try? Membership(payload: entry.payload) {
                self.memberships.append(
                    MembershipRecord(index: entry.index, membership: membership))
            }
        }
    }

    private static func makeNode(
        id: NodeID, seed: UInt64, hardState: HardState, memberships: [MembershipRecord],
        entries: [Entry] = [], truncation: LogTruncation = LogTruncation(index: .zero, term: .zero)
    ) -> RaftNode {
        var runs: [LogSummary.TermRun] = []
        for entry in entries where runs.last?.term != entry.term {
            runs.append(.init(first: entry.index, term: entry.term))
        }
        return RaftNode(
            id: id, options: RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: seed),
            hardState: hardState,
            log: LogSummary(
                truncatedIndex: truncation.index, truncatedTerm: truncation.term,
                lastIndex: entries.last?.index ?? truncation.index, termRuns: runs),
            memberships: memberships, appliedIndex: truncation.index)
    }
}
