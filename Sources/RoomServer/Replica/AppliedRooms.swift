internal import ByteCoding
package import Raft
package import RoomReplica
package import RoomState
internal import Synchronization

/// The rooms as they are applied, for the threads that read.
///
/// The apply thread stores changes in the state database later than it applies them; until then
/// they are here. A reader so sees at least what was applied when it began, and rooms that many
/// read are decoded once.
package final class AppliedRooms: Sendable {
    private struct State {
        /// Changed since the last store; what the database holds of these rooms is older.
        ///
        /// `nil`: the room was removed.
        var unstored: [RoomID: Room?] = [:]
        /// Those that are being stored; what of them is in `unstored` as well is newer there.
        var storing: [RoomID: Room?] = [:]
        /// As the database holds them.
        var stored = RoomCache()
        /// How often rooms have moved from `storing` to the database.
        var stores: UInt64 = 0
        /// How often the database was about to be replaced, and how often it was: odd in between,
        /// when a reader may see the old or the new one.
        var switches: UInt64 = 0
        var applied: AppliedState
        /// What of that the database holds.
        var storedIndex: LogIndex
        /// What of that it holds once the store under way is done.
        var storingIndex: LogIndex
        var roomCount: UInt64
    }

    private enum Lookup {
        case found(Room?, AppliedState)
        case absent(stores: UInt64, switches: UInt64)
    }

    /// Those who follow the rooms as they change.
    package let watches: WatchHub
    private let reader: any StateReader
    private let state: Mutex<State>

    /// Takes up where the stored state ends.
    package init(
        reader: any StateReader, watchLimits: WatchHubLimits = WatchHubLimits()
    ) throws(StateReadFailure) {
        let applied = try AppliedState.recover(from: reader)
        self.watches = WatchHub(applied: applied.index, limits: watchLimits)
        self.reader = reader
        self.state = Mutex(
            State(
                applied: applied, storedIndex: applied.index, storingIndex: applied.index,
                roomCount: try RoomRecords.roomCount(in: reader)))
    }

    /// How far the rooms are applied.
    package var applied: AppliedState { self.state.withLock { $0.applied } }

    /// How far they are stored, so that a scan of the database sees them.
    package var storedIndex: LogIndex { self.state.withLock { $0.storedIndex } }

    /// All rooms, ended ones too.
    package var roomCount: UInt64 { self.state.withLock { $0.roomCount } }

    /// A room, and an applied state that is not older than what is seen of it.
    ///
    /// May wait for the disk.
    package func room(
        _ id: RoomID
    ) throws(StateReadFailure) -> (room: Room?, applied: AppliedState) {
        let lookup = self.state.withLock { state -> Lookup in
            if let unstored = state.unstored[id] { return .found(unstored, state.applied) }
            if let storing = state.storing[id] { return .found(storing, state.applied) }
            if let room = state.stored.room(id) { return .found(room, state.applied) }
            return .absent(stores: state.stores, switches: state.switches)
        }
        switch lookup {
        case .found(let room, let applied):
            return (room, applied)
        case .absent(let stores, let switches):
            let room = try RoomRecords.room(id, in: self.reader)
            let (applied, isSettled) = self.state.withLock { state in
                let isSettled = state.switches == switches && switches.isMultiple(of: 2)
                // It may be older than what was stored meanwhile, and then must not stay.
                let isUnstored = state.unstored.keys.contains(id)
                if let room, isSettled, state.stores == stores, !isUnstored {
                    state.stored.insert(room)
                }
                return (state.applied, isSettled)
            }
            if isSettled { return (room, applied) }
            // Seen in the old or in the new database: what the one that is read now says of itself
            // is not older than the room.
            let stored = try AppliedState.recover(from: self.reader)
            return (room, stored.index > applied.index ? stored : applied)
        }
    }

    /// Shows what a batch has changed; to be called before anybody hears that it is applied.
    package func publish(_ result: ApplyResult) {
        self.watches.willPublish(result)
        self.state.withLock { state in
            for change in result.changes {
                state.unstored.updateValue(change.room, forKey: change.change.roomID)
            }
            state.applied = result.applied
            state.roomCount = result.roomCount
        }
        self.watches.didPublish(result)
    }

    /// Everything published so far is about to be stored; to be called by whoever publishes.
    package func willStore() {
        self.state.withLock { state in
            invariant(state.storing.isEmpty, "rooms are stored while others still are")
            state.storing = state.unstored
            state.unstored = Dictionary(minimumCapacity: state.storing.count)
            state.storingIndex = state.applied.index
        }
    }

    /// What was published before `willStore` is in the database now.
    ///
    /// Others read and publish meanwhile.
    package func didStore() {
        let (rooms, index) = self.state.withLock { state in
            // First, so that whoever has read the database before keeps nothing of that.
            state.stores += 1
            return (state.storing, state.storingIndex)
        }
        // In parts, for readers wait. Who looks for one of these rooms still finds it in `storing`.
        var part: [(id: RoomID, room: Room?)] = []
        for (id, room) in rooms {
            part.append((id, room))
            guard part.count == Self.roomsPerPart else { continue }
            self.keep(part)
            part.removeAll(keepingCapacity: true)
        }
        self.keep(part)
        // `rooms` still holds them all: what is last to let go takes its time, and nobody waits.
        withExtendedLifetime(rooms) {
            self.state.withLock { state in
                state.storing = [:]
                state.storedIndex = index
            }
        }
    }

    private static let roomsPerPart = 256

    private func keep(_ part: [(id: RoomID, room: Room?)]) {
        self.state.withLock { state in
            for (id, room) in part {
                if let room {
                    state.stored.insert(room)
                } else {
                    state.stored.remove(id)
                }
            }
        }
    }

    /// To be called before `StateStorage.adopt`, by the thread that applies: from now on readers
    /// may see either database, and keep nothing of what they see.
    package func willAdopt() {
        self.state.withLock { state in
            invariant(
                state.switches.isMultiple(of: 2),
                "a state database is adopted during adoption \(state.switches)")
            state.switches += 1
        }
    }

    /// To be called after `StateStorage.adopt`: forgets every room of the old database, those that
    /// were applied and not stored as well, and takes up where the new one ends.
    package func didAdopt() throws(StateReadFailure) {
        let applied = try AppliedState.recover(from: self.reader)
        let roomCount = try RoomRecords.roomCount(in: self.reader)
        self.state.withLock { state in
            invariant(
                !state.switches.isMultiple(of: 2),
                "a state database was adopted outside of an adoption (\(state.switches))")
            invariant(
                applied.index >= state.applied.index,
                "the adopted state is as of \(applied.index), before \(state.applied.index)")
            state.switches += 1
            state.unstored.removeAll()
            state.stored = RoomCache()
            state.applied = applied
            state.storedIndex = applied.index
            state.storingIndex = applied.index
            state.roomCount = roomCount
        }
        self.watches.didReplace(through: applied.index)
    }
}
