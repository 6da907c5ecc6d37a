internal import DequeModule

/// How far a leader knows one follower's log to be, and what it may send next.
///
/// Probe: the match is unknown; one message at a time. Replicate: entries are sent ahead of their
/// acknowledgement, within a window of messages and of bytes. Snapshot: what the follower needs is
/// no longer in the log.
package struct Progress: Equatable, Sendable {
    package enum State: Equatable, Sendable {
        case probe
        case replicate
        case snapshot
    }

    package private(set) var state = State.probe
    /// The follower's log equals the leader's, durably, up to here.
    package private(set) var matchIndex = LogIndex.zero
    /// The next entry to send.
    ///
    /// Invariant: matchIndex < nextIndex.
    package private(set) var nextIndex: LogIndex
    /// In probe: a message is out and unanswered.
    package private(set) var isPaused = false
    /// The highest commit index it was told.
    package private(set) var sentCommitIndex = LogIndex.zero
    /// The last read round it answered.
    package private(set) var acknowledgedRound: UInt64 = 0
    /// Whether it answered since the last count of the quorum.
    package private(set) var hasAnswered: Bool
    /// Whether it answered between the last two counts.
    private var hadAnswered = false
    /// Connecting to it was refused, and it has not answered since.
    private var isGone = false
    /// Older entries are being read for it from the log storage.
    package var isFetching = false
    private var inflight: Deque<Inflight> = []
    private var inflightBytes = 0

    private struct Inflight: Equatable, Sendable {
        var last: LogIndex
        var bytes: Int
    }

    private let maxInflight: Int

    /// - Parameter isActive: taken as having answered, until the next count of the quorum.
    package init(nextIndex: LogIndex, isActive: Bool, maxInflight: Int = Limits.inflightMessages) {
        self.nextIndex = nextIndex
        self.hasAnswered = isActive
        self.maxInflight = min(maxInflight, Limits.inflightMessages)
    }

    /// Whether it answered within the last one or two periods between counts of the quorum.
    package var isRecentlyActive: Bool { self.hasAnswered || self.hadAnswered }

    /// Whether it is to be counted on: it answered of late, and its process is not known to have
    /// ended since.
    ///
    /// What is planned asks this: who may be spared, who is to lead. What a leader may still do
    /// goes by answers alone, so a link that flaps cannot unseat it.
    package var isAnswering: Bool { self.isRecentlyActive && !self.isGone }

    /// Its process has ended.
    package mutating func didRefuseConnection() {
        self.isGone = true
    }

    package mutating func beginPeriod() {
        self.hadAnswered = self.hasAnswered
        self.hasAnswered = false
    }

    package var hasInflight: Bool { !self.inflight.isEmpty }

    package var inflightCount: Int { self.inflight.count }

    package var isWindowFull: Bool {
        self.inflight.count >= self.maxInflight || self.inflightBytes >= Limits.inflightBytes
    }

    package var canSend: Bool {
        guard !self.isFetching else { return false }
        switch self.state {
        case .probe:
            return !self.isPaused
        case .replicate:
            return !self.isWindowFull
        case .snapshot:
            return false
        }
    }

    package mutating func didSend(through last: LogIndex, bytes: Int, commitIndex: LogIndex) {
        self.sentCommitIndex = max(self.sentCommitIndex, min(commitIndex, last))
        switch self.state {
        case .probe:
            self.isPaused = true
        case .replicate where bytes > 0:
            self.nextIndex = last.next
            self.inflight.append(Inflight(last: last, bytes: bytes))
            self.inflightBytes += bytes
        case .replicate, .snapshot:
            break
        }
    }

    package mutating func didAnswer(round: UInt64) {
        self.hasAnswered = true
        self.isGone = false
        self.acknowledgedRound = max(self.acknowledgedRound, round)
    }

    /// A heartbeat was answered: a lost probe may be repeated.
    package mutating func resume() {
        self.isPaused = false
    }

    /// The follower holds everything up to `index`.
    ///
    /// Returns whether that was news.
    package mutating func didAccept(_ index: LogIndex) -> Bool {
        while let first = self.inflight.first, first.last <= index {
            self.inflightBytes -= first.bytes
            self.inflight.removeFirst()
        }
        self.isPaused = false
        let isNews = index > self.matchIndex
        self.matchIndex = max(self.matchIndex, index)
        self.nextIndex = max(self.nextIndex, index.next)
        if self.state != .replicate, index >= self.matchIndex {
            self.becomeReplicate()
        }
        return isNews
    }

    /// The follower's log does not match before `rejected`.
    ///
    /// Returns whether the rejection is fresh.
    package mutating func didReject(_ rejected: LogIndex, retryAfter match: LogIndex) -> Bool {
        switch self.state {
        case .replicate:
            // What is already matched cannot be rejected: the answer is old.
            guard rejected > self.matchIndex else { return false }
        case .probe:
            guard rejected == self.nextIndex.previous else { return false }
        case .snapshot:
            return false
        }
        self.becomeProbe()
        // `rejected` is 0 in an answer to another term's first append, which comes in this term.
        self.nextIndex = max(self.matchIndex.next, min(match.next, rejected))
        return true
    }

    package mutating func becomeProbe() {
        self.state = .probe
        self.nextIndex = self.matchIndex.next
        self.isPaused = false
        // What was told along with messages that did not match was not taken.
        self.sentCommitIndex = min(self.sentCommitIndex, self.matchIndex)
        self.clearInflight()
    }

    package mutating func becomeSnapshot() {
        self.state = .snapshot
        self.clearInflight()
    }

    /// The snapshot that it waited for has come, up to `index`, or has failed.
    package mutating func didEndSnapshot(at index: LogIndex?) {
        guard self.state == .snapshot else { return }
        self.becomeProbe()
        if let index {
            self.nextIndex = max(self.nextIndex, index.next)
        }
    }

    private mutating func becomeReplicate() {
        self.state = .replicate
        self.nextIndex = self.matchIndex.next
        self.clearInflight()
    }

    private mutating func clearInflight() {
        self.inflight.removeAll(keepingCapacity: true)
        self.inflightBytes = 0
    }
}
