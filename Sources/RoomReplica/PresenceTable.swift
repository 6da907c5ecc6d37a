internal import RoomState

/// When each host was last heard of: what a leader remembers and nobody logs.
///
/// Every node keeps the table in step with the rooms it applies; only a leader hears heartbeats and
/// finds hosts lost. A presence is looked at when it would be over, not at every heartbeat, so a
/// heartbeat costs one access to the dictionary.
///
/// Times are milliseconds of the node's boot clock: group time may leap, and a leap is no silence.
struct PresenceTable: Sendable {
    private enum State: Equatable, Sendable {
        case heard
        /// Not heard of in time, and given more because so many were not.
        case withheld
        /// Not heard of in time; the decision is still to be proposed.
        case lost
        /// The decision is in this leader's log.
        case decided
    }

    private struct Entry: Sendable {
        var presence: HostPresence
        var heardAt: UInt64
        /// When it is looked at next; `nil` while nobody waits for it.
        var checkAt: UInt64?
        var state = State.heard
    }

    private struct Check: Comparable, Sendable {
        var at: UInt64
        var roomID: RoomID

        static func < (left: Check, right: Check) -> Bool {
            left.at == right.at ? left.roomID < right.roomID : left.at < right.at
        }
    }

    /// Read by room only, or where no order shows.
    private var entries: [RoomID: Entry] = [:]
    /// With some that are void: those of presences that ended, or are looked at another time.
    private var checks = MinHeap<Check>()
    /// Those in the states `lost` and `decided`, in the order in which they came to it, with some
    /// that are so no more.
    private var lost: [RoomID] = []
    private var decided: [RoomID] = []
    private var breaker: ExpiryBreaker
    /// Everyone counts as heard of then, for who leads since has heard of nobody before.
    private var grantedAt = UInt64(0)
    private(set) var withheldCount = 0

    init(outageLapses: Int) {
        self.breaker = ExpiryBreaker(leastLapses: outageLapses)
    }

    var count: Int { self.entries.count }

    // MARK: - What the rooms say

    /// Takes `presences` for all there are.
    mutating func reset(to presences: [HostPresence], at now: UInt64) {
        self.entries = [:]
        self.checks = MinHeap()
        self.lost = []
        self.decided = []
        self.withheldCount = 0
        for presence in presences {
            self.update(presence, at: now)
        }
    }

    mutating func apply(_ change: PresenceChange, at now: UInt64) {
        switch change {
        case .updated(let presence): self.update(presence, at: now)
        case .ended(let room): self.remove(room)
        }
        if self.checks.count > 2 * self.entries.count + 64 {
            self.forgetVoidChecks()
        }
    }

    private mutating func update(_ presence: HostPresence, at now: UInt64) {
        if let known = self.entries[presence.roomID], known.presence.id == presence.id {
            // Another time to live: it counts from when the host was heard last.
            self.entries[presence.roomID]?.presence = presence
            if known.state == .heard {
                self.schedule(presence.roomID, at: self.end(of: known.heardAt, presence))
            }
            return
        }
        self.remove(presence.roomID)
        self.entries[presence.roomID] = Entry(presence: presence, heardAt: now)
        self.schedule(presence.roomID, at: self.end(of: now, presence))
    }

    private mutating func remove(_ room: RoomID) {
        guard let entry = self.entries.removeValue(forKey: room) else { return }
        if entry.state == .withheld { self.withheldCount -= 1 }
    }

    private mutating func forgetVoidChecks() {
        // The order in which a heap is filled does not show: no two checks are equal.
        self.checks = MinHeap(
            self.entries.compactMap { room, entry in
                entry.checkAt.map { Check(at: $0, roomID: room) }
            })
    }

    // MARK: - What a leader does

    /// A leadership begins: every host is granted a full time to live.
    mutating func grantAll(at now: UInt64) {
        self.grantedAt = now
        self.breaker.reset()
        for room in self.lost + self.decided + self.withheld {
            guard let entry = self.entries[room], entry.state != .heard else { continue }
            self.entries[room]?.state = .heard
            self.schedule(room, at: self.end(of: now, entry.presence))
        }
        self.lost = []
        self.decided = []
        self.withheldCount = 0
    }

    /// Those of an outage in an earlier leadership of this node.
    ///
    /// All are looked through, but only when one leads again in the middle of an outage.
    private var withheld: [RoomID] {
        guard self.withheldCount > 0 else { return [] }
        // In the order of a Dictionary, which does not show: each is granted the same.
        return self.entries.values.filter { $0.state == .withheld }.map(\.presence.roomID)
    }

    mutating func hear(_ heartbeat: HostHeartbeat, at now: UInt64) -> HeartbeatResult {
        guard let entry = self.entries[heartbeat.roomID] else { return .notTracked }
        guard entry.presence.hostID == heartbeat.userID else { return .notHost }
        guard entry.state != .decided else { return .lost }
        self.entries[heartbeat.roomID]?.heardAt = now
        if entry.state != .heard {
            if entry.state == .withheld { self.withheldCount -= 1 }
            self.entries[heartbeat.roomID]?.state = .heard
            self.schedule(heartbeat.roomID, at: self.end(of: now, entry.presence))
        }
        return .present(ttlSeconds: entry.presence.ttlSeconds)
    }

    /// Finds who was not heard of in time, and hands out at most `limit` of those that are lost.
    ///
    /// They are to be proposed, or handed back with `keep`.
    mutating func takeLost(at now: UInt64, limit: Int) -> [PresenceExpiry] {
        self.look(at: now)
        var expiries: [PresenceExpiry] = []
        var taken = 0
        for room in self.lost {
            guard expiries.count < limit else { break }
            taken += 1
            guard let entry = self.entries[room], entry.state == .lost else { continue }
            self.entries[room]?.state = .decided
            self.decided.append(room)
            expiries.append(PresenceExpiry(roomID: room, presenceID: entry.presence.id))
        }
        self.lost.removeFirst(taken)
        return expiries
    }

    /// Takes back what could not be proposed.
    mutating func keep(_ expiries: [PresenceExpiry]) {
        for expiry in expiries where self.entries[expiry.roomID]?.state == .decided {
            self.entries[expiry.roomID]?.state = .lost
        }
        self.lost = expiries.map(\.roomID) + self.lost
        self.decided.removeLast(min(expiries.count, self.decided.count))
    }

    /// The decisions of this leader are applied: those that still stand out were void.
    mutating func forgetDecided() {
        self.decided = []
    }

    private mutating func look(at now: UInt64) {
        var lapsed: [Entry] = []
        while let check = self.checks.first, check.at <= now {
            self.checks.takeFirst()
            guard let entry = self.entries[check.roomID], entry.checkAt == check.at else {
                continue
            }
            self.entries[check.roomID]?.checkAt = nil
            let end = self.end(of: max(entry.heardAt, self.grantedAt), entry.presence)
            if end > now {
                if entry.state == .withheld { self.withheldCount -= 1 }
                self.entries[check.roomID]?.state = .heard
                self.schedule(check.roomID, at: end)
            } else if entry.state == .withheld {
                self.withheldCount -= 1
                self.lose(check.roomID)
            } else {
                lapsed.append(entry)
            }
        }
        // All that lapse at one moment are counted before the first of them is lost.
        self.breaker.note(lapsed.count, at: now)
        for entry in lapsed {
            let room = entry.presence.roomID
            let ttl = UInt64(entry.presence.ttlSeconds)
            if self.breaker.isTripped(within: ttl, at: now, population: self.entries.count) {
                self.entries[room]?.state = .withheld
                self.withheldCount += 1
                self.schedule(room, at: now + 2 * ttl * 1000)
            } else {
                self.lose(room)
            }
        }
    }

    private mutating func lose(_ room: RoomID) {
        self.entries[room]?.state = .lost
        self.lost.append(room)
    }

    private mutating func schedule(_ room: RoomID, at time: UInt64) {
        guard self.entries[room]?.checkAt != time else { return }
        self.entries[room]?.checkAt = time
        self.checks.insert(Check(at: time, roomID: room))
    }

    private func end(of heardAt: UInt64, _ presence: HostPresence) -> UInt64 {
        heardAt + UInt64(presence.ttlSeconds) * 1000
    }
}
