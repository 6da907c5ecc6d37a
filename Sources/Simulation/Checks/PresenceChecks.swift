internal import Raft
internal import RoomReplica
internal import RoomState

/// What was promised to hosts, and whether it was kept.
struct PresenceChecks {
    /// When the last heartbeat of a room was sent that was answered with "present".
    private var heardAt: [RoomID: UInt64] = [:]
    /// When the host of a room was decided to be lost, for want of heartbeats; not once somebody is
    /// present there again.
    private var lostAt: [RoomID: UInt64] = [:]
    /// The present presence of each room, and when it began.
    private var began: [RoomID: (id: PresenceID, at: UInt64)] = [:]
    private var electedAt: [Term: UInt64] = [:]
    /// The last term in which a leader took each batch of heartbeats, by ticket.
    private var takenIn: [UInt64: Term] = [:]
    /// When a machine last slept: its clock leapt, while here no time passed.
    private var sleptAt: UInt64 = 0
    private var outages: OutageRule

    init(outageLapses: Int) {
        self.outages = OutageRule(leastLapses: outageLapses)
    }

    /// A node has taken heartbeats; it counts if it leads.
    mutating func didTake(_ ticket: UInt64, on node: SimulatedNode) {
        let leadership = node.replica.leadership
        guard leadership.role == .leader else { return }
        self.takenIn[ticket] = max(self.takenIn[ticket] ?? .zero, leadership.term)
    }

    /// A host that spoke at `time` was told that it is present; returns what is wrong with that.
    ///
    /// Whoever took its word then led: the leader of a later term, elected before, knows nothing of
    /// it and gives it up when it likes.
    mutating func didAnswer(_ ticket: UInt64, sentAt time: UInt64) -> String? {
        guard let term = self.takenIn.removeValue(forKey: ticket) else {
            return "no leader has taken its word"
        }
        let later = self.electedAt.filter { $0.key > term && $0.value < time }.keys.max()
        return later.map { "its word was taken in term \(term), after the election of term \($0)" }
    }

    /// A host was told that it is present; returns what is wrong with that, if anything.
    mutating func didHear(_ room: RoomID, sentAt time: UInt64) -> String? {
        self.heardAt[room] = max(self.heardAt[room] ?? 0, time)
        guard let lostAt = self.lostAt[room], lostAt < time + Self.leastTTL,
            lostAt < time || time > self.sleptAt
        else { return nil }
        return
            "the host of room \(room) spoke at \(time) µs, was lost at \(lostAt) µs, and is told "
            + "that it is present"
    }

    /// The shortest time to live that simulated rooms have, by a clock that runs fast.
    private static let leastTTL: UInt64 = 4_700_000

    mutating func didSleep(at time: UInt64) {
        self.sleptAt = time
    }

    mutating func didElect(in term: Term, at time: UInt64) {
        self.electedAt[term] = time
    }

    /// Takes what an entry of `term` changed, which was committed at `now`.
    mutating func didCommit(
        _ changes: [AppliedChange], in term: Term, at now: UInt64
    ) -> Finding? {
        self.outages.enter(term)
        for change in changes {
            if change.change.cause == .presence, let room = change.room,
                let finding = self.didLose(room, in: term, at: now)
            {
                return finding
            }
            self.note(change, at: now)
        }
        return nil
    }

    private mutating func didLose(_ room: Room, in term: Term, at now: UInt64) -> Finding? {
        self.lostAt[room.id] = now
        // A node's clock may run fast by a twentieth.
        let ttl = UInt64(room.settings.presenceTTLSeconds) * 1_000_000 * 100 / 106
        if let heardAt = self.heardAt[room.id], heardAt > self.sleptAt, now < heardAt + ttl {
            return Finding(
                rule: "a host that was heard is lost",
                detail: "the host of room \(room.id) was heard at \(heardAt) µs and lost at "
                    + "\(now) µs", time: now)
        }
        let present = max(
            self.heardAt[room.id] ?? 0, self.began[room.id]?.at ?? 0, self.electedAt[term] ?? 0)
        guard present > self.sleptAt else { return nil }
        return self.outages.didLose(presentAt: present, ttl: ttl, at: now).map {
            Finding(rule: "too many hosts are lost at once", detail: $0, time: now)
        }
    }

    private mutating func note(_ change: AppliedChange, at now: UInt64) {
        self.outages.note(change)
        guard let presence = change.room?.presence else {
            self.began[change.change.roomID] = nil
            return
        }
        if self.began[presence.roomID]?.id != presence.id {
            self.began[presence.roomID] = (presence.id, now)
            self.lostAt[presence.roomID] = nil
        }
    }
}
