import ByteCoding

/// Deadlines of one answer, the earliest first, and where to go on.
package struct DeadlinePage: Equatable, Sendable {
    /// Each with the time at which it is due indeed: one of liveness not before the liveness floor.
    package var deadlines: [Deadline]
    /// `nil`: nothing follows.
    package var next: DeadlineToken?

    /// The lanes of the table, each in its order, and how far each was told.
    private struct Merge {
        let floor: GroupTime
        var lanes: [[Deadline]]
        var last: [Deadline?]

        /// The next in the order in which they take effect.
        mutating func next() -> Deadline? {
            var first: (lane: Int, deadline: Deadline)?
            for lane in self.lanes.indices {
                guard let deadline = self.lanes[lane].last.map(self.due) else { continue }
                if let known = first, known.deadline < deadline { continue }
                first = (lane, deadline)
            }
            guard let first else { return nil }
            self.last[first.lane] = self.lanes[first.lane].removeLast()
            return first.deadline
        }

        private func due(_ deadline: Deadline) -> Deadline {
            var due = deadline
            if due.kind.isOfLiveness { due.dueAt = max(due.dueAt, self.floor) }
            return due
        }
    }

    /// Reads what comes after `token`, of one room or of all.
    package static func list(
        of room: RoomID?, size: Int, after token: DeadlineToken?, in reader: some StateReader
    ) throws(StateReadFailure) -> DeadlinePage {
        let floor = try Deadline.livenessFloor(in: reader)
        var merge = Merge(
            floor: floor, lanes: [],
            last: token?.last ?? Deadline.Lane.allCases.map { _ in nil })
        for (index, lane) in Deadline.Lane.allCases.enumerated() {
            // One more than the page holds tells whether something follows.
            let ascending =
                if let room {
                    try Self.deadlines(of: room, lane, after: merge.last[index], in: reader)
                } else {
                    try Self.deadlines(lane, after: merge.last[index], size + 1, in: reader)
                }
            merge.lanes.append(ascending.reversed())
        }
        var page = DeadlinePage(deadlines: [], next: nil)
        while page.deadlines.count < size, let deadline = merge.next() {
            page.deadlines.append(deadline)
        }
        if merge.lanes.contains(where: { !$0.isEmpty }) {
            page.next = DeadlineToken(last: merge.last, of: room)
        }
        return page
    }

    private static func deadlines(
        of room: RoomID, _ lane: Deadline.Lane, after last: Deadline?, in reader: some StateReader
    ) throws(StateReadFailure) -> [Deadline] {
        guard let room = try RoomRecords.room(room, in: reader) else { return [] }
        return room.deadlines.filter { $0.lane == lane && Self.follows($0, last) }
            .sorted()
    }

    private static func follows(_ deadline: Deadline, _ last: Deadline?) -> Bool {
        guard let last else { return true }
        return last < deadline
    }

    private static func deadlines(
        _ lane: Deadline.Lane, after last: Deadline?, _ limit: Int, in reader: some StateReader
    ) throws(StateReadFailure) -> [Deadline] {
        let pairs = try reader.pairs(
            withPrefix: lane.prefix, from: last.map { $0.key + [0] }, limit: limit)
        var deadlines: [Deadline] = []
        for pair in pairs {
            deadlines.append(try Deadline(stored: pair))
        }
        return deadlines
    }
}

extension Deadline {
    /// The time before which no deadline of liveness is due, as it is stored.
    package static func livenessFloor(
        in reader: some StateReader
    ) throws(StateReadFailure) -> GroupTime {
        GroupTime(
            milliseconds: try RoomRecords.number(under: StateKey.livenessFloor, in: reader) ?? 0)
    }
}
