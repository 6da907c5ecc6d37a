internal import Raft
internal import RoomState

/// What a leader does unasked: it begins its term, lets deadlines come, and misses hosts.
struct LeaderUpkeep: Sendable {
    /// The entry that began this leader's term; `nil` before it is in the log, and elsewhere.
    ///
    /// Until it is applied here, what this node knows of deadlines and presences is not all that
    /// was decided before.
    var termStart: LogIndex?
    /// Ticks and expiries of presences in the log and not yet applied.
    var tick: LogIndex?
    var expiry: LogIndex?
    /// A raised feature level in the log and not yet applied.
    var raise: LogIndex?
    var levels = MemberLevels()
    /// When the next deadline is due, as of what is applied.
    var nextDueTime: GroupTime?
    var presences: PresenceTable
    var heartbeats: HeartbeatExchange

    init(firstRequest: UInt64, outageLapses: Int) {
        self.presences = PresenceTable(outageLapses: outageLapses)
        self.heartbeats = HeartbeatExchange(firstRequest: firstRequest)
    }

    mutating func endLeadership() {
        self.termStart = nil
        self.tick = nil
        self.expiry = nil
        self.raise = nil
    }

    /// Everything up to `index` is applied.
    mutating func applied(through index: LogIndex) {
        if let tick = self.tick, tick <= index { self.tick = nil }
        if let raise = self.raise, raise <= index { self.raise = nil }
        if let expiry = self.expiry, expiry <= index {
            self.expiry = nil
            self.presences.forgetDecided()
        }
    }

    /// Whether all that was decided before this leader's term is applied.
    func hasBegun(applied: LogIndex) -> Bool {
        self.termStart.map { $0 <= applied } ?? false
    }
}
