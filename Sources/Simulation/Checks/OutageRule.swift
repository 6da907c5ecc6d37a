internal import Raft
internal import RoomReplica
internal import RoomState

/// How many hosts one leader may give up at once, told from the log alone (rooms.md §2, expiry
/// breaker): the simulator's own rule.
///
/// A host that is not heard has one time to live, and two more when too many fall silent together.
/// So one that was certainly present less than two times to live ago and is lost was not spared;
/// its time ran out less than one time to live ago. Such hosts of one leader are few, or no more
/// than a fifth of all.
struct OutageRule {
    /// Fewer are never an outage.
    private let leastLapses: Int
    private var term = Term.zero
    private var present: Set<RoomID> = []
    /// The most there were at once in this term: no leader knew of more.
    private var mostPresent = 0
    /// Until when each loss of this term counts, in microseconds.
    private var counted: [UInt64] = []

    init(leastLapses: Int) {
        self.leastLapses = leastLapses
    }

    /// The next entry is of `term`: another leader begins to count anew.
    mutating func enter(_ term: Term) {
        guard term != self.term else { return }
        self.term = term
        self.mostPresent = self.present.count
        self.counted = []
    }

    /// A host was lost that was certainly present at `time`; returns what is wrong with that.
    mutating func didLose(presentAt time: UInt64, ttl: UInt64, at now: UInt64) -> String? {
        self.counted.removeAll { $0 <= now }
        guard now < time + 2 * ttl else { return nil }
        self.counted.append(time + 2 * ttl)
        guard self.counted.count >= self.leastLapses,
            5 * self.counted.count > self.mostPresent
        else { return nil }
        return "\(self.counted.count) of \(self.mostPresent) hosts were lost within one time to "
            + "live in term \(self.term)"
    }

    mutating func note(_ change: AppliedChange) {
        if change.room?.presence == nil {
            self.present.remove(change.change.roomID)
        } else {
            self.present.insert(change.change.roomID)
            self.mostPresent = max(self.mostPresent, self.present.count)
        }
    }
}
