/// What happens without a command: deadlines that come, hosts that are lost, terms that begin.
extension RoomStateMachine {
    /// Lets deadlines take effect that are due, the earliest first, at most
    /// `Limits.deadlinesPerTick` of them.
    package mutating func tick(at context: ApplyContext) throws(StateReadFailure) {
        self.begin(at: context)
        var count = 0
        while count < Limits.deadlinesPerTick,
            let deadline = try self.deadlines.firstDue(at: context.groupTime, in: self.reader)
        {
            guard let room = try self.rooms.room(deadline.roomID, in: self.reader) else {
                throw StateReadFailure("the deadline \(deadline) is of an absent room")
            }
            // All that is due of one room is one change set.
            let expired = self.expireDue(of: room, at: context)
            guard expired.deadlines.contains(deadline) else {
                throw StateReadFailure("the deadline \(deadline) is not one of its room")
            }
            count += expired.deadlines.count
        }
        self.conclude(.tick, at: context)
    }

    /// Hosts are lost, unless their presences are over by now.
    package mutating func expire(
        _ presences: [PresenceExpiry], at context: ApplyContext
    ) throws(StateReadFailure) {
        self.begin(at: context)
        for expiry in presences {
            guard let stored = try self.rooms.room(expiry.roomID, in: self.reader),
                let room = self.expireDue(of: stored, at: context).room,
                room.presence?.id == expiry.presenceID
            else { continue }
            var draft = RoomDraft(room, context: context, actor: nil, cause: .presence)
            draft.loseHost()
            self.keep(&draft)
        }
        self.conclude(.presences, at: context)
    }

    /// A leader's term has begun: until the grace is over nobody is told off for being away.
    package mutating func beginTerm(at context: ApplyContext) {
        self.begin(at: context)
        let floor = context.groupTime.advanced(bySeconds: Limits.livenessGraceSeconds)
        self.deadlines.raiseLivenessFloor(to: floor)
        self.smallRecords.put(
            RoomRecords.encode(self.deadlines.livenessFloor.milliseconds),
            for: StateKey.livenessFloor)
        self.conclude(.term, at: context)
    }

    /// Before this no paused room ends for want of its host.
    package var livenessFloor: GroupTime { self.deadlines.livenessFloor }

    /// When the next deadline is due; `nil` when there is none.
    package mutating func nextDueTime() throws(StateReadFailure) -> GroupTime? {
        try self.deadlines.nextDueTime(in: self.reader)
    }

    /// What of a room was due, and the room as that left it; `nil`: it is no more.
    struct Expired {
        var room: Room?
        var deadlines: [Deadline] = []
    }

    /// Lets everything of `room` that is due take effect, in order, as a change of its own that
    /// stands whatever becomes of the command (rooms.md §2, Expiry).
    mutating func expireDue(of room: consuming Room, at context: ApplyContext) -> Expired {
        let floor = self.deadlines.livenessFloor
        guard let expiring = RoomDraft.expiring(room, at: context, livenessFloor: floor) else {
            return Expired(room: room)
        }
        var draft = expiring.draft
        let isPurged = draft.isPurged
        self.keep(&draft)
        return Expired(room: isPurged ? nil : draft.room, deadlines: expiring.due)
    }
}
