import Raft

/// What a crash leaves of a node: only whole writes that were made durable.
struct TestDisk {
    private(set) var hardState = HardState.initial
    private(set) var entries: [Entry] = []
    /// What the disk holds before the first entry.
    private(set) var truncation = LogTruncation(index: .zero, term: .zero)
    private(set) var memberships: [MembershipRecord]
    private(set) var acknowledgements: [PeerAcknowledgement] = []

    /// The disk of a node that was just formatted as one of `membership`, or to join it.
    init(membership: Membership) {
        self.memberships = [MembershipRecord(index: .zero, membership: membership)]
    }

    var lastIndex: LogIndex { self.entries.last?.index ?? self.truncation.index }

    /// As many as were asked for and fit, but at least one.
    func entries(for fetch: LogFetch) -> [Entry] {
        var found: [Entry] = []
        var bytes = 0
        for entry in self.entries where entry.index >= fetch.first && entry.index <= fetch.last {
            bytes += entry.size
            if !found.isEmpty, bytes > fetch.maxBytes { break }
            found.append(entry)
        }
        return found
    }

    mutating func store(_ write: LogWrite) {
        if let install = write.install {
            self.entries = []
            self.truncation = LogTruncation(index: install.index, term: install.term)
            self.memberships = [install.membership]
        }
        if let hardState = write.hardState {
            self.hardState = hardState
        }
        for acknowledgement in write.acknowledgements {
            self.acknowledgements.removeAll { $0.node == acknowledgement.node }
            self.acknowledgements.append(acknowledgement)
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

    mutating func truncate(_ truncation: LogTruncation) {
        self.truncation = truncation
        self.entries.removeAll { $0.index <= truncation.index }
    }

    /// Puts a log of commands in place, one of each of `terms`, as in figure 7 of the paper.
    mutating func preset(terms: [UInt64], term: UInt64) {
        self.entries = terms.enumerated().map {
            Entry(index: LogIndex(UInt64($0.offset + 1)), term: Term($0.element), kind: .command)
        }
        self.hardState = HardState(term: Term(term), votedFor: nil, commitIndex: .zero)
    }

    /// The node that starts from this disk.
    func makeNode(id: NodeID, options: RaftOptions) -> RaftNode {
        var runs: [LogSummary.TermRun] = []
        for entry in self.entries where runs.last?.term != entry.term {
            runs.append(.init(first: entry.index, term: entry.term))
        }
        return RaftNode(
            id: id, options: options, hardState: self.hardState,
            log: LogSummary(
                truncatedIndex: self.truncation.index, truncatedTerm: self.truncation.term,
                lastIndex: self.lastIndex, termRuns: runs),
            memberships: self.memberships, acknowledgements: self.acknowledgements,
            appliedIndex: self.truncation.index)
    }
}
