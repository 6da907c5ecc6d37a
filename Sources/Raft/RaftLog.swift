internal import ByteCoding
internal import DequeModule

/// What a node knows of its log without asking a disk: the term of every index, the recent entries,
/// and how far the log is durable, committed, being applied and applied.
///
/// Invariant: truncated ≤ applied ≤ applying ≤ commit ≤ last, and applying ≤ durable ≤ last.
package struct RaftLog: Sendable {
    /// The index before the first entry, and its term.
    package private(set) var truncatedIndex: LogIndex
    package private(set) var truncatedTerm: Term
    package private(set) var lastIndex: LogIndex
    /// Runs of consecutive indexes with one term, ascending: the whole log's terms in a few items.
    private var termRuns: [LogSummary.TermRun]
    /// The newest entries, up to `lastIndex`.
    ///
    /// Entries leave it only when they are durable and committed, so whatever is not in it can be
    /// read from the log storage.
    private var cache: Deque<Entry> = []
    private var cachedBytes = 0
    /// Appended and not yet part of a write; the tail of the cache.
    private var unsavedCount = 0
    /// Writes under way, in order, with the last index that each makes durable.
    private var writes: Deque<(sequence: IOSequence, last: LogIndex)> = []
    package private(set) var durableIndex: LogIndex
    package private(set) var commitIndex: LogIndex
    package private(set) var applyingIndex: LogIndex
    package private(set) var appliedIndex: LogIndex

    package init(summary: LogSummary, commitIndex: LogIndex, appliedIndex: LogIndex) {
        self.truncatedIndex = summary.truncatedIndex
        self.truncatedTerm = summary.truncatedTerm
        self.lastIndex = summary.lastIndex
        self.termRuns = summary.termRuns
        self.durableIndex = summary.lastIndex
        self.commitIndex = max(commitIndex, appliedIndex)
        self.applyingIndex = appliedIndex
        self.appliedIndex = appliedIndex
        self.checkInvariants()
    }

    package var lastTerm: Term { self.termRuns.last?.term ?? self.truncatedTerm }

    /// The first index whose entry is in memory; `lastIndex` + 1 when none is.
    package var firstCachedIndex: LogIndex { self.cache.first?.index ?? self.lastIndex.next }

    package var hasUnsaved: Bool { self.unsavedCount > 0 }

    /// The term of the entry at `index`; `nil` outside of the log.
    ///
    /// O(log of the number of terms).
    package func term(at index: LogIndex) -> Term? {
        if index == self.truncatedIndex { return self.truncatedTerm }
        guard index > self.truncatedIndex, index <= self.lastIndex else { return nil }
        if let last = self.termRuns.last, index >= last.first { return last.term }
        var low = 0
        var high = self.termRuns.count
        while low < high {
            let middle = (low + high) / 2
            if self.termRuns[middle].first <= index {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low == 0 ? nil : self.termRuns[low - 1].term
    }

    /// Whether a log that ends with (`index`, `term`) has all that this one may have committed
    /// (Raft §5.4.1).
    package func isCovered(byLastIndex index: LogIndex, term: Term) -> Bool {
        term > self.lastTerm || (term == self.lastTerm && index >= self.lastIndex)
    }

    /// The last index up to `index` whose term is not above `term`: below it the logs of a leader
    /// and a follower may match, between it and `index` they cannot.
    package func lastIndex(upTo index: LogIndex, termNotAbove term: Term) -> LogIndex {
        let bounded = min(index, self.lastIndex)
        for run in self.termRuns.reversed() where run.first <= bounded {
            if run.term <= term {
                return bounded
            }
            return self.lastIndex(upTo: run.first.previous, termNotAbove: term)
        }
        return min(bounded, self.truncatedIndex)
    }

    /// Appends entries that follow the log, or replace its end from the first one's index on.
    ///
    /// Returns whether they replaced any.
    @discardableResult
    package mutating func append(_ entries: [Entry]) -> Bool {
        guard let first = entries.first else { return false }
        invariant(
            first.index > self.commitIndex && first.index <= self.lastIndex.next,
            "an append at \(first.index) with commit \(self.commitIndex), last \(self.lastIndex)")
        let replaces = first.index <= self.lastIndex
        if replaces {
            self.truncateSuffix(from: first.index)
        }
        for entry in entries {
            if entry.term != self.lastTerm || self.termRuns.isEmpty {
                self.termRuns.append(.init(first: entry.index, term: entry.term))
            }
            self.lastIndex = entry.index
            self.cache.append(entry)
            self.cachedBytes += entry.size
        }
        self.unsavedCount += entries.count
        return replaces
    }

    /// Entries in memory from `first` to `last`, as many as fit `maxBytes` and `maxCount`, but at
    /// least one.
    ///
    /// `first` must be in memory.
    package func cached(
        from first: LogIndex, through last: LogIndex, maxBytes: Int, maxCount: Int
    ) -> [Entry] {
        guard first <= last, let start = self.cache.first?.index else { return [] }
        invariant(first >= start, "entry \(first) is not in memory, which begins at \(start)")
        var position = start.distance(to: first)
        var entries: [Entry] = []
        var bytes = 0
        while position < self.cache.count, self.cache[position].index <= last,
            entries.count < maxCount
        {
            let entry = self.cache[position]
            if !entries.isEmpty, bytes + entry.size > maxBytes { break }
            bytes += entry.size
            entries.append(entry)
            position += 1
        }
        return entries
    }

    /// The bytes of the entries in memory after `first` up to `last`.
    package func cachedBytes(after first: LogIndex, through last: LogIndex) -> Int {
        guard let start = self.cache.first?.index, first < last else { return 0 }
        let from = max(first.next, start)
        guard from <= last else { return 0 }
        let range = start.distance(to: from)...start.distance(to: last)
        return range.reduce(0) { $0 + self.cache[$1].size }
    }

    /// Hands out what was appended since the last call, as part of the write `sequence`.
    package mutating func takeUnsaved(for sequence: IOSequence) -> [Entry] {
        let entries = Array(self.cache.suffix(self.unsavedCount))
        self.unsavedCount = 0
        self.writes.append((sequence, self.lastIndex))
        return entries
    }

    /// Everything up to the write `sequence` is on disk.
    package mutating func markDurable(through sequence: IOSequence) {
        while let write = self.writes.first, write.sequence <= sequence {
            self.durableIndex = max(self.durableIndex, write.last)
            self.writes.removeFirst()
        }
        self.checkInvariants()
        self.evict()
    }

    package mutating func markCommitted(_ index: LogIndex) {
        invariant(
            index >= self.commitIndex && index <= self.lastIndex,
            "commit \(index) after commit \(self.commitIndex) with last \(self.lastIndex)")
        self.commitIndex = index
        self.evict()
    }

    package mutating func markApplying(_ index: LogIndex) {
        self.applyingIndex = index
        self.checkInvariants()
        self.evict()
    }

    package mutating func markApplied(_ index: LogIndex) {
        invariant(
            index >= self.appliedIndex && index <= self.applyingIndex,
            "applied \(index) outside of \(self.appliedIndex)...\(self.applyingIndex)")
        self.appliedIndex = index
    }

    private mutating func truncateSuffix(from index: LogIndex) {
        while let last = self.cache.last, last.index >= index {
            self.cachedBytes -= last.size
            self.cache.removeLast()
            self.unsavedCount = max(0, self.unsavedCount - 1)
        }
        while let run = self.termRuns.last, run.first >= index {
            self.termRuns.removeLast()
        }
        self.lastIndex = index.previous
        // A write of the old suffix that completes later makes nothing of it durable: what replaces
        // the suffix comes with a later write.
        self.durableIndex = min(self.durableIndex, index.previous)
        for position in self.writes.indices {
            self.writes[position].last = min(self.writes[position].last, index.previous)
        }
    }

    /// Forgets the prefix up to `index`, which is applied and durable.
    ///
    /// Returns the term at `index`; `nil` when there is nothing to forget.
    package mutating func truncatePrefix(through index: LogIndex) -> Term? {
        guard index > self.truncatedIndex, let term = self.term(at: index) else { return nil }
        invariant(
            index <= self.appliedIndex && index <= self.durableIndex,
            "truncation through \(index), applied \(self.appliedIndex), durable "
                + "\(self.durableIndex)")
        while let first = self.cache.first, first.index <= index {
            self.cachedBytes -= first.size
            self.cache.removeFirst()
        }
        while let run = self.termRuns.first {
            let end = self.termRuns.count > 1 ? self.termRuns[1].first.previous : self.lastIndex
            guard end <= index else {
                self.termRuns[0].first = max(run.first, index.next)
                break
            }
            self.termRuns.removeFirst()
        }
        self.truncatedIndex = index
        self.truncatedTerm = term
        self.checkInvariants()
        return term
    }

    /// Begins anew after a snapshot that covers everything up to `index` and is durable.
    package mutating func reset(to index: LogIndex, term: Term) {
        invariant(
            index > self.commitIndex, "a snapshot at \(index) with commit \(self.commitIndex)")
        self.cache.removeAll()
        self.cachedBytes = 0
        self.unsavedCount = 0
        self.writes.removeAll()
        self.termRuns.removeAll()
        self.truncatedIndex = index
        self.truncatedTerm = term
        self.lastIndex = index
        self.durableIndex = index
        self.commitIndex = index
        self.applyingIndex = index
        self.appliedIndex = index
    }

    /// Drops the oldest entries from memory, down to the limits.
    ///
    /// What waits for apply is kept as long as there is room, for it is needed next; a node whose
    /// apply falls behind reads it from the log storage instead of filling its memory.
    private mutating func evict() {
        self.evict(to: Limits.cachedBytes, through: min(self.durableIndex, self.applyingIndex))
        self.evict(to: Limits.unappliedBytes, through: min(self.durableIndex, self.commitIndex))
    }

    private mutating func evict(to bytes: Int, through last: LogIndex) {
        while self.cachedBytes > bytes, let first = self.cache.first, first.index <= last {
            self.cachedBytes -= first.size
            self.cache.removeFirst()
        }
    }

    package func checkInvariants() {
        invariant(
            self.truncatedIndex <= self.appliedIndex && self.appliedIndex <= self.applyingIndex
                && self.applyingIndex <= self.commitIndex && self.commitIndex <= self.lastIndex
                && self.applyingIndex <= self.durableIndex && self.durableIndex <= self.lastIndex,
            """
            truncated \(self.truncatedIndex) ≤ applied \(self.appliedIndex) ≤ applying \
            \(self.applyingIndex) ≤ commit \(self.commitIndex) ≤ last \(self.lastIndex), durable \
            \(self.durableIndex)
            """)
    }
}
