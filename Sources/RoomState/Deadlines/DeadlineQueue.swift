import ByteCoding

/// All deadlines of all rooms, the earliest at hand.
///
/// It is kept in step with the rooms by whoever changes them; which deadlines there are follows
/// from the rooms alone.
package struct DeadlineQueue: Sendable {
    private var fixed: DeadlineLane
    private var liveness: DeadlineLane
    /// No deadline of liveness is due before this.
    ///
    /// It rises with every new leader, for while there was none nobody could come back.
    package private(set) var livenessFloor: GroupTime

    /// Takes up what is stored.
    package init(
        reader: some StateReader, pageLimit: Int = Limits.deadlinePage
    ) throws(StateReadFailure) {
        self.fixed = DeadlineLane(.fixed, pageLimit: pageLimit)
        self.liveness = DeadlineLane(.liveness, pageLimit: pageLimit)
        self.livenessFloor = GroupTime(
            milliseconds: try RoomRecords.number(under: StateKey.livenessFloor, in: reader) ?? 0)
    }

    package mutating func add(_ deadline: Deadline) {
        switch deadline.lane {
        case .fixed: self.fixed.add(deadline)
        case .liveness: self.liveness.add(deadline)
        }
    }

    package mutating func remove(_ deadline: Deadline) {
        switch deadline.lane {
        case .fixed: self.fixed.remove(deadline)
        case .liveness: self.liveness.remove(deadline)
        }
    }

    /// Raises the floor; it never falls.
    package mutating func raiseLivenessFloor(to time: GroupTime) {
        self.livenessFloor = max(self.livenessFloor, time)
    }

    /// When `deadline` is due.
    package func dueTime(of deadline: Deadline) -> GroupTime {
        deadline.dueTime(livenessFloor: self.livenessFloor)
    }

    /// The first one that is due at `time`.
    package mutating func firstDue(
        at time: GroupTime, in reader: some StateReader
    ) throws(StateReadFailure) -> Deadline? {
        let fixed = try self.fixed.first(in: reader).flatMap { $0.dueAt <= time ? $0 : nil }
        guard self.livenessFloor <= time,
            let liveness = try self.liveness.first(in: reader), liveness.dueAt <= time
        else { return fixed }
        return min(liveness, fixed ?? liveness)
    }

    /// When the next one is due; `nil` when there is none.
    package mutating func nextDueTime(
        in reader: some StateReader
    ) throws(StateReadFailure) -> GroupTime? {
        let fixed = try self.fixed.first(in: reader).map(self.dueTime)
        guard let liveness = try self.liveness.first(in: reader).map(self.dueTime) else {
            return fixed
        }
        return min(liveness, fixed ?? liveness)
    }

    /// Everything that changed since the last call, each record once.
    package mutating func takeChanges(into changes: inout [StateChange]) {
        self.fixed.takeChanges(into: &changes)
        self.liveness.takeChanges(into: &changes)
    }
}
