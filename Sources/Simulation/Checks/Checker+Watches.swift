internal import Raft
internal import RoomReplica
internal import RoomState

/// What watches tell is held against the ghost log.
extension Checker {
    /// A watch tells a change: it is the next one of the watched rooms in the order of the log, and
    /// the room that follows from it is the room.
    mutating func didTell(_ update: SimulatedWatcher.Update, to watcher: inout SimulatedWatcher) {
        let next = watcher.rooms.compactMap { room in
            self.ghost.version(of: room.id, after: room.revision).map { (room.id, $0) }
        }
        .min { ($0.1.index, $0.0) < ($1.1.index, $1.0) }
        let told = update.change
        guard let (_, version) = next, version.index == update.index, version.change == told,
            let place = watcher.rooms.firstIndex(where: { $0.id == told.roomID })
        else {
            let wanted = next.map { "\($0.1.index) room \($0.0) revision \($0.1.revision)" }
            self.fail(
                "a watch differs from the log",
                "watcher \(watcher.place) is told \(update.index) room \(told.roomID) revision "
                    + "\(told.revision); next is \(wanted ?? "nothing")")
            return
        }
        watcher.position = .init(
            index: update.index, last: (room: told.roomID, revision: told.revision))
        guard let room = version.room else {
            self.marks.insert(.watchedRemoval)
            watcher.rooms.remove(at: place)
            return
        }
        watcher.rooms[place].apply(told)
        self.expect(
            watcher.rooms[place] == room, "a room is not what its changes say",
            "watcher \(watcher.place): room \(room.id) at revision \(room.revision)")
    }

    /// A watch begins with a room as it was when `index` was applied.
    mutating func didShow(_ room: Room?, of id: RoomID, asOf index: LogIndex) {
        self.expect(
            self.ghost.version(of: id, asOf: index)?.room == room,
            "a watch begins with another room",
            "room \(id) as of \(index): revision \(room?.revision ?? 0)")
    }

    /// The ring of a room holds exactly the changes that it must, as of `applied`.
    mutating func checkRing(_ history: RoomHistory, of id: RoomID, asOf applied: AppliedState) {
        guard let newest = self.ghost.version(of: id, asOf: applied.index) else {
            self.fail("a ring differs from the log", "room \(id) is not there at \(applied.index)")
            return
        }
        // The last 256 revisions or 30 seconds, whichever are more (rooms.md §5); a mebibyte, which
        // would be less, is never reached here.
        let time = applied.groupTime.milliseconds
        let wanted = self.ghost.versions(of: id, through: newest.revision).drop { version in
            version.revision + 256 <= newest.revision
                && version.change.groupTime.milliseconds + 30_000 <= time
        }
        let told = history.changes.map { SimulatedWatcher.Update(recorded: $0) }
        let isEqual = told.elementsEqual(wanted) { $0.index == $1.index && $0.change == $1.change }
        self.expect(
            isEqual && history.newest == newest.revision,
            "a ring differs from the log",
            "room \(id) as of \(applied.index): revisions \(history.oldest) to \(history.newest), "
                + "not \(wanted.first?.revision ?? 0) to \(newest.revision)")
    }
}

extension SimulatedWatcher.Update {
    init(recorded: RecordedChange) {
        self.init(index: LogIndex(recorded.index), change: recorded.change)
    }
}
