/// What the node owes its shell besides messages and writes: fetches, and answers to reads.
struct PendingResults: Sendable {
    private var fetches: [LogFetch] = []
    private var readStates: [ReadState] = []
    private var refusedReads: [UInt64] = []
    private var truncation: LogTruncation?
    private var restore: SnapshotInstall?
    private var snapshotTargets: [NodeID] = []
    private var isFetchingForApply = false
    private var fetchedForApply: [Entry] = []

    mutating func confirm(_ request: UInt64, at index: LogIndex) {
        self.readStates.append(ReadState(request: request, index: index))
    }

    mutating func refuse(_ request: UInt64) {
        self.refusedReads.append(request)
    }

    mutating func fetch(_ fetch: LogFetch) {
        self.fetches.append(fetch)
    }

    mutating func fetchForApply(first: LogIndex, last: LogIndex, maxBytes: Int) {
        guard !self.isFetchingForApply else { return }
        self.isFetchingForApply = true
        self.fetches.append(
            LogFetch(purpose: .apply, first: first, last: last, maxBytes: maxBytes))
    }

    mutating func didFetchForApply(_ entries: [Entry]) {
        self.isFetchingForApply = false
        self.fetchedForApply = entries
    }

    mutating func takeFetchedForApply(_ first: LogIndex) -> [Entry]? {
        guard self.fetchedForApply.first?.index == first else { return nil }
        defer { self.fetchedForApply = [] }
        return self.fetchedForApply
    }

    mutating func takeFetches() -> [LogFetch] {
        defer { self.fetches = [] }
        return self.fetches
    }

    mutating func takeReadStates() -> [ReadState] {
        defer { self.readStates = [] }
        return self.readStates
    }

    mutating func takeRefusedReads() -> [UInt64] {
        defer { self.refusedReads = [] }
        return self.refusedReads
    }

    mutating func truncate(_ truncation: LogTruncation) {
        self.truncation = truncation
    }

    mutating func restore(_ install: SnapshotInstall) {
        self.restore = install
        // The log that was asked for is gone.
        self.fetchedForApply = []
    }

    mutating func needsSnapshot(_ node: NodeID) {
        self.snapshotTargets.append(node)
    }

    mutating func takeTruncation() -> LogTruncation? {
        defer { self.truncation = nil }
        return self.truncation
    }

    mutating func takeRestore() -> SnapshotInstall? {
        defer { self.restore = nil }
        return self.restore
    }

    mutating func takeSnapshotTargets() -> [NodeID] {
        defer { self.snapshotTargets = [] }
        return self.snapshotTargets
    }
}
