/// Reads that wait for a round of heartbeats to confirm the leader (dissertation §6.4).
///
/// All reads that wait when a round begins share it; while it is under way the next ones gather. An
/// answer to the round, or to anything sent after it began, confirms them by position.
struct LeaderReads: Sendable {
    struct Read: Sendable {
        /// The node that asked; the leader itself, or a follower.
        var origin: NodeID
        var request: UInt64
    }

    private(set) var waiting: [Read] = []
    private(set) var inRound: [Read] = []
    /// Grows by one with every round of this leadership.
    private(set) var round: UInt64 = 0
    /// The commit index when the round began: every write acknowledged before is at or below it.
    private(set) var roundIndex = LogIndex.zero

    var isRoundOpen: Bool { !self.inRound.isEmpty }

    mutating func register(_ read: Read) -> Bool {
        guard self.waiting.count < Limits.waitingReads else { return false }
        self.waiting.append(read)
        return true
    }

    mutating func beginRound(commitIndex: LogIndex) {
        self.round += 1
        self.roundIndex = commitIndex
        self.inRound = self.waiting
        self.waiting = []
    }

    mutating func endRound() -> [Read] {
        defer { self.inRound = [] }
        return self.inRound
    }
}
