import ByteCoding

/// The deadlines of one lane: those stored, under what changed since, with the earliest at hand.
///
/// There may be millions of stored ones, so only a page of the earliest is kept in memory, beside
/// all that is not stored yet.
///
/// Invariant: what is stored and lies within `covered` is in `page`, or was removed since.
struct DeadlineLane: Sendable {
    private enum Change {
        /// `isStored`: it was removed before, and that was not stored.
        case added(isStored: Bool)
        case removed
    }

    /// How much of what is stored the page accounts for.
    private enum Coverage {
        case nothing
        case through(Deadline)
        case everything
    }

    private let lane: Deadline.Lane
    private let pageLimit: Int
    /// Read by deadline only.
    private var changed: [Deadline: Change] = [:]
    /// The changed ones in the order of their first change, with repetitions.
    private var order: [Deadline] = []
    /// Those added since the last store, with some that were removed again or taken twice.
    private var added = MinHeap<Deadline>()
    /// Stored ones, ascending, with some that were removed since.
    private var page: ArraySlice<Deadline> = []
    private var covered = Coverage.nothing

    init(_ lane: Deadline.Lane, pageLimit: Int) {
        self.lane = lane
        self.pageLimit = pageLimit
    }

    mutating func add(_ deadline: Deadline) {
        switch self.changed[deadline] {
        case nil:
            self.changed[deadline] = .added(isStored: false)
            self.order.append(deadline)
        case .removed?:
            self.changed[deadline] = .added(isStored: true)
        case .added?:
            invariant(false, "the deadline \(deadline) was added twice")
        }
        self.added.insert(deadline)
    }

    mutating func remove(_ deadline: Deadline) {
        switch self.changed[deadline] {
        case nil:
            self.changed[deadline] = .removed
            self.order.append(deadline)
        case .added(isStored: false)?:
            self.changed[deadline] = nil
        case .added(isStored: true)?:
            self.changed[deadline] = .removed
        case .removed?:
            invariant(false, "the deadline \(deadline) was removed twice")
        }
    }

    /// The earliest deadline.
    mutating func first(in reader: some StateReader) throws(StateReadFailure) -> Deadline? {
        while let first = self.added.first, !self.isAdded(first) {
            self.added.takeFirst()
        }
        while true {
            while let first = self.page.first, self.isRemoved(first) {
                self.page.removeFirst()
            }
            if let first = self.page.first {
                return min(first, self.added.first ?? first)
            }
            switch self.covered {
            case .everything: return self.added.first
            case .through(let end):
                // Whatever is still to be read comes after `end`.
                if let first = self.added.first, first <= end { return first }
                try self.readPage(after: end, from: reader)
            case .nothing: try self.readPage(after: nil, from: reader)
            }
        }
    }

    /// Hands out what changed, each deadline once; it must be stored before `first` is asked again.
    mutating func takeChanges(into changes: inout [StateChange]) {
        guard !self.order.isEmpty else { return }
        self.page = self.page.filter { !self.isRemoved($0) }[...]
        var stored: [Deadline] = []
        for deadline in self.order {
            switch self.changed.removeValue(forKey: deadline) {
            case .added?:
                changes.append(
                    StateChange(key: deadline.key, value: [Deadline.recordVersion]))
                stored.append(deadline)
            case .removed?:
                changes.append(StateChange(key: deadline.key, value: nil))
            case nil:
                break
            }
        }
        self.order.removeAll(keepingCapacity: true)
        self.added.removeAll()
        self.include(stored.sorted())
    }

    /// Takes into the page what has been stored and lies within what it covers.
    private mutating func include(_ stored: [Deadline]) {
        let within: [Deadline]
        switch self.covered {
        case .nothing: within = []
        case .through(let end): within = stored.filter { $0 <= end }
        case .everything: within = stored
        }
        guard !within.isEmpty else { return }
        // A page may hold what was removed, and is now stored again.
        var merged: [Deadline] = []
        merged.reserveCapacity(self.page.count + within.count)
        var rest = within[...]
        for deadline in self.page {
            while let next = rest.first, next < deadline {
                merged.append(next)
                rest.removeFirst()
            }
            if rest.first == deadline { rest.removeFirst() }
            merged.append(deadline)
        }
        merged += rest
        if merged.count > self.pageLimit {
            merged.removeLast(merged.count - self.pageLimit)
            self.covered = .through(merged[self.pageLimit - 1])
        }
        self.page = merged[...]
    }

    private mutating func readPage(
        after end: Deadline?, from reader: some StateReader
    ) throws(StateReadFailure) {
        let pairs = try reader.pairs(
            withPrefix: self.lane.prefix, from: end.map { $0.key + [0] }, limit: self.pageLimit)
        var page: [Deadline] = []
        page.reserveCapacity(pairs.count)
        for pair in pairs {
            page.append(try Deadline(stored: pair))
        }
        self.page = page[...]
        if pairs.count == self.pageLimit, let last = page.last {
            self.covered = .through(last)
        } else {
            self.covered = .everything
        }
    }

    private func isAdded(_ deadline: Deadline) -> Bool {
        if case .added? = self.changed[deadline] { true } else { false }
    }

    private func isRemoved(_ deadline: Deadline) -> Bool {
        if case .removed? = self.changed[deadline] { true } else { false }
    }
}
