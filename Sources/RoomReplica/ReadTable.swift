internal import DequeModule
internal import Raft

/// Reads that wait: for the next ReadIndex, for its answer, or for this node to apply it.
///
/// One ReadIndex is asked for at a time; all reads that wait when it is asked share it, and while
/// it is under way the next ones gather.
struct ReadTable: Sendable {
    private(set) var gathering: [UInt64] = []
    /// Set once a ReadIndex of this incarnation is applied.
    ///
    /// Until then what this node holds may be older than what it once served, and it serves nothing
    /// at any level.
    var hasCaughtUp = false
    private var asked: [UInt64] = []
    private(set) var request: UInt64?
    private var askedAt: UInt64 = 0
    private var nextRequest: UInt64
    /// Confirmed, ascending by index: granted once the index is applied.
    private var confirmed: Deque<Group> = []
    /// Reads at level AT_LEAST, in order of arrival.
    private var atLeast: [(index: LogIndex, ticket: UInt64)] = []

    private struct Group: Sendable {
        var index: LogIndex
        var tickets: [UInt64]
    }

    /// - Parameter firstRequest: different at every start of the node, so that an answer to an
    ///   earlier incarnation confirms nothing.
    init(firstRequest: UInt64) {
        self.nextRequest = firstRequest
    }

    var count: Int {
        self.gathering.count + self.asked.count + self.atLeast.count
            + self.confirmed.reduce(0) { $0 + $1.tickets.count }
    }

    mutating func gather(_ ticket: UInt64) {
        self.gathering.append(ticket)
    }

    mutating func wait(_ ticket: UInt64, for index: LogIndex) {
        self.atLeast.append((index, ticket))
    }

    /// The request to ask for now, if reads wait and none is under way.
    mutating func ask(at tick: UInt64) -> UInt64? {
        guard self.request == nil, !self.gathering.isEmpty else { return nil }
        let request = self.nextRequest
        self.nextRequest &+= 1
        self.request = request
        self.askedAt = tick
        self.asked = self.gathering
        self.gathering = []
        return request
    }

    mutating func confirm(_ state: ReadState) {
        guard state.request == self.request else { return }
        self.confirmed.append(Group(index: state.index, tickets: self.asked))
        self.asked = []
        self.request = nil
    }

    /// The request failed, was lost, or its leader is gone: its reads are asked for again.
    mutating func retry() {
        guard self.request != nil else { return }
        self.gathering = self.asked + self.gathering
        self.asked = []
        self.request = nil
    }

    /// Returns whether the request was too old.
    mutating func retry(askedBefore tick: UInt64) -> Bool {
        guard self.request != nil, self.askedAt < tick else { return false }
        self.retry()
        return true
    }

    /// The reads that may be served once `applied` is applied.
    ///
    /// Before this node has caught up only confirmed reads may: it might have served something
    /// newer before it was restarted.
    mutating func takeGranted(applied: LogIndex) -> [UInt64] {
        var granted: [UInt64] = []
        while let group = self.confirmed.first, group.index <= applied {
            granted += group.tickets
            self.confirmed.removeFirst()
        }
        if self.hasCaughtUp, self.atLeast.contains(where: { $0.index <= applied }) {
            granted += self.atLeast.filter { $0.index <= applied }.map(\.ticket)
            self.atLeast.removeAll { $0.index <= applied }
        }
        return granted
    }

    mutating func expire(_ tickets: Set<UInt64>) {
        self.gathering.removeAll { tickets.contains($0) }
        self.asked.removeAll { tickets.contains($0) }
        self.atLeast.removeAll { tickets.contains($0.ticket) }
        for position in self.confirmed.indices {
            self.confirmed[position].tickets.removeAll { tickets.contains($0) }
        }
    }

    mutating func takeAll() -> [UInt64] {
        let all =
            self.gathering + self.asked + self.atLeast.map(\.ticket)
            + self.confirmed.flatMap(\.tickets)
        self.gathering = []
        self.asked = []
        self.atLeast = []
        self.confirmed = []
        self.request = nil
        return all
    }
}
