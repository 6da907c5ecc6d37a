internal import RoomReplica
internal import RoomState

/// What was promised to hosts, and whether it was kept.
struct PresenceChecks {
    /// When the last heartbeat of a room was sent that was answered with "present".
    private var heardAt: [RoomID: UInt64] = [:]
    /// When the host of a room was last decided to be lost, for want of heartbeats.
    private var lostAt: [RoomID: UInt64] = [:]
    /// When a machine last slept: its clock leapt, while here no time passed.
    private var sleptAt: UInt64 = 0

    /// A host was told that it is present; returns what is wrong with that, if anything.
    ///
    /// - Parameter isTracked: whether the room has a presence now.
    mutating func didHear(_ room: RoomID, sentAt time: UInt64, isTracked: Bool) -> String? {
        self.heardAt[room] = max(self.heardAt[room] ?? 0, time)
        guard !isTracked, time > self.sleptAt, let lostAt = self.lostAt[room], lostAt >= time,
            lostAt < time + Self.leastTTL
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

    /// Returns what is wrong with a change that was committed at `now`, if anything.
    mutating func problem(with change: AppliedChange, at now: UInt64) -> String? {
        guard change.change.cause == .presence else { return nil }
        self.lostAt[change.change.roomID] = now
        guard let room = change.room, let heardAt = self.heardAt[room.id], heardAt > self.sleptAt
        else { return nil }
        // A node's clock may run fast by a twentieth.
        let least = UInt64(room.settings.presenceTTLSeconds) * 1_000_000 * 100 / 106
        guard now < heardAt + least else { return nil }
        return "the host of room \(room.id) was heard at \(heardAt) µs and lost at \(now) µs"
    }
}
