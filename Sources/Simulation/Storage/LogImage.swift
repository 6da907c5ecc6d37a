internal import ByteCoding
internal import DequeModule
internal import Raft

/// What is durable of one node's log.
struct LogImage: Sendable {
    struct Slot: Sendable {
        var entry: Entry
        /// Over this entry and all before it: two logs with equal chains are equal up to here.
        var chain: UInt64
    }

    var hardState = HardState.initial
    var truncatedIndex = LogIndex.zero
    var truncatedTerm = Term.zero
    /// The chain at `truncatedIndex`.
    var truncatedChain: UInt64 = 0
    var slots: Deque<Slot> = []
    var memberships: [MembershipRecord]
    var acknowledgements: [PeerAcknowledgement] = []
    /// Which state database is in use.
    var generation: UInt64 = 0
    /// Other nodes, with the stores that they were first seen with.
    var pins: [NodeID: StoreID] = [:]
    /// The entry in which a bit has flipped.
    private(set) var damaged: LogIndex?

    init(membership: Membership) {
        self.memberships = [MembershipRecord(index: .zero, membership: membership)]
    }

    var lastIndex: LogIndex { self.slots.last?.entry.index ?? self.truncatedIndex }

    var lastTerm: Term { self.slots.last?.entry.term ?? self.truncatedTerm }

    var lastChain: UInt64 { self.slots.last?.chain ?? self.truncatedChain }

    /// The entry at `index`, if it is stored.
    func slot(at index: LogIndex) -> Slot? {
        guard index > self.truncatedIndex, index <= self.lastIndex else { return nil }
        return self.slots[self.truncatedIndex.distance(to: index) - 1]
    }

    func term(at index: LogIndex) -> Term? {
        index == self.truncatedIndex ? self.truncatedTerm : self.slot(at: index)?.entry.term
    }

    /// Performs one write.
    ///
    /// - Parameter chain: of the prefix that an installed snapshot covers, by its index.
    mutating func perform(_ write: LogWrite, chain: (LogIndex) -> UInt64) {
        if let install = write.install {
            self.slots.removeAll()
            self.damaged = nil
            self.truncatedIndex = install.index
            self.truncatedTerm = install.term
            self.truncatedChain = chain(install.index)
            self.memberships = [install.membership]
            self.generation = install.generation
        }
        if let first = write.entries.first {
            self.truncateSuffix(from: first.index)
            for entry in write.entries {
                self.append(entry)
            }
        }
        if let hardState = write.hardState {
            self.hardState = hardState
        }
        for acknowledgement in write.acknowledgements {
            self.acknowledgements.removeAll { $0.node == acknowledgement.node }
            self.acknowledgements.append(acknowledgement)
        }
    }

    mutating func truncatePrefix(through index: LogIndex, term: Term) {
        guard index > self.truncatedIndex else { return }
        self.truncatedChain = self.slot(at: index)?.chain ?? 0
        let count = min(self.slots.count, self.truncatedIndex.distance(to: index))
        self.slots.removeFirst(count)
        self.truncatedIndex = index
        self.truncatedTerm = term
        if let damaged, damaged <= index { self.damaged = nil }
        let newest = self.memberships.last { $0.index <= index }?.index ?? .zero
        self.memberships.removeAll { $0.index < newest }
    }

    mutating func damage(_ index: LogIndex) {
        self.damaged = self.slot(at: index) == nil ? nil : index
    }

    /// `nil` when what is read is damaged.
    func entries(from first: LogIndex, through last: LogIndex, maxBytes: Int) -> [Entry]? {
        guard first > self.truncatedIndex else { return [] }
        if let damaged, damaged >= first, damaged <= last { return nil }
        var entries: [Entry] = []
        var bytes = 0
        var index = first
        while index <= last, let slot = self.slot(at: index) {
            bytes += slot.entry.size
            if !entries.isEmpty, bytes > maxBytes { break }
            entries.append(slot.entry)
            index = index.next
        }
        return entries
    }

    var summary: LogSummary {
        var runs: [LogSummary.TermRun] = []
        for slot in self.slots where runs.last?.term != slot.entry.term {
            runs.append(.init(first: slot.entry.index, term: slot.entry.term))
        }
        return LogSummary(
            truncatedIndex: self.truncatedIndex, truncatedTerm: self.truncatedTerm,
            lastIndex: self.lastIndex, termRuns: runs)
    }

    private mutating func truncateSuffix(from index: LogIndex) {
        if let damaged, damaged >= index { self.damaged = nil }
        while let last = self.slots.last, last.entry.index >= index {
            self.slots.removeLast()
        }
        self.memberships.removeAll { $0.index >= index }
    }

    private mutating func append(_ entry: Entry) {
        invariant(
            entry.index == self.lastIndex.next,
            "entry \(entry.index) is written after \(self.lastIndex)")
        let before = self.slots.last?.chain ?? self.truncatedChain
        self.slots.append(Slot(entry: entry, chain: Self.chain(entry, after: before)))
        if entry.kind == .membership, let membership = try? Membership(payload: entry.payload) {
            self.memberships.append(MembershipRecord(index: entry.index, membership: membership))
        }
    }

    /// Covers index, term, kind and the bytes, and through `before` all earlier entries.
    static func chain(_ entry: Entry, after before: UInt64) -> UInt64 {
        let seed = StableHash(
            high: before ^ entry.index.rawValue,
            low: entry.term.rawValue &* 31 &+ UInt64(entry.kind.rawValue))
        return StableHash(of: entry.payload, seed: seed).low
    }
}
