package import Raft
import RoomMapping
package import RoomProtocol
package import RoomReplica
package import RoomState

/// Reads what a watcher asks for, out of one view of the state.
///
/// Invariant: a chunk holds at most `WatchLimits.openingBytes` or `replayBytes`, and one item more.
package struct WatchReader {
    private let plan: WatchPlan
    private let node: NodeID
    private let state: any StateReader
    private let applied: AppliedState
    private let recent: RecentChanges

    /// - Parameters:
    ///   - state: the rooms as of one moment.
    ///   - applied: what of the log that holds.
    package init(
        plan: WatchPlan, node: NodeID, state: any StateReader, applied: AppliedState,
        recent: RecentChanges
    ) {
        self.plan = plan
        self.node = node
        self.state = state
        self.applied = applied
        self.recent = recent
    }

    package func chunk(for read: WatchRead) throws(Roomkeeper_V1_Error) -> WatchChunk {
        do {
            switch (read, self.plan.target) {
            case (.rooms(let last, let known), .rooms(let rooms)):
                let rest = rooms.drop { room in last.map { room <= $0 } ?? false }
                return try self.opening(of: rest, known: known)
            case (.rooms(let last, let known), .filter(let filter)):
                return try self.opening(of: filter, after: last, known: known)
            case (.changes(let position), .rooms(let rooms)):
                return try self.replay(
                    of: rooms.filter { position.opened.contains($0) }, behind: position)
            case (.revisions(let revision), .rooms(let rooms)):
                return try self.replay(of: rooms, afterRevision: revision)
            case (.changes, .filter), (.revisions, .filter):
                return self.chunk(opened: .all)
            }
        } catch let failure as StateReadFailure {
            throw .stateUnreadable(failure)
        } catch let error as Roomkeeper_V1_Error {
            throw error
        } catch {
            throw .stateUnreadable(StateReadFailure("\(error)"))
        }
    }

    private func chunk(opened: WatchPosition.Opened) -> WatchChunk {
        WatchChunk(
            index: self.applied.index, groupTime: self.applied.groupTime, opened: opened)
    }

    private func room(_ id: RoomID) throws(StateReadFailure) -> Room? {
        try RoomRecords.room(id, in: self.state)
    }

    private func snapshot(_ room: Room) -> [UInt8] {
        WatchBody.snapshot(
            room, view: self.plan.view, at: self.applied.groupTime, node: self.node)
    }

    // MARK: Opening

    private func opening(
        of rooms: ArraySlice<RoomID>, known: WatchPosition?
    ) throws -> WatchChunk {
        var chunk = self.chunk(opened: .all)
        var bytes = 0
        for id in rooms {
            if chunk.items.count == WatchLimits.roomsPerOpening
                || bytes >= WatchLimits.openingBytes, let last = chunk.items.last
            {
                chunk.opened = .through(last.room)
                break
            }
            if let known, known.opened.contains(id),
                let revision = try self.revision(of: id, ifUnchangedSince: known)
            {
                chunk.followed[id] = revision
                continue
            }
            guard let room = try self.room(id) else {
                chunk.items.append(.gone(id))
                continue
            }
            let encoded = self.snapshot(room)
            bytes += encoded.count
            chunk.followed[id] = room.revision
            chunk.items.append(.snapshot(id, bytes: encoded))
        }
        return chunk
    }

    /// The room's revision; `nil` when it changed behind the position, or may have.
    private func revision(
        of room: RoomID, ifUnchangedSince position: WatchPosition
    ) throws -> UInt64? {
        guard let history = try self.history(of: room), let last = history.changes.last,
            position.covers(
                index: LogIndex(last.index), room: room, revision: last.change.revision)
        else { return nil }
        return history.newest
    }

    private func opening(
        of filter: RoomFilter, after last: RoomID?, known: WatchPosition?
    ) throws -> WatchChunk {
        var changed: Set<RoomID> = []
        if let known {
            guard let rooms = self.recent.rooms(after: known.index) else {
                throw Roomkeeper_V1_Error.tokenTooOld(index: known.index)
            }
            changed = rooms
        }
        let page = try RoomPage.list(
            filter, size: RoomState.Limits.roomsPerPage.upperBound,
            after: last.map { PageToken(after: $0, of: filter.hash) }, in: self.state)
        var chunk = self.chunk(
            opened: page.next.map { WatchPosition.Opened.through($0.last) } ?? .all)
        var bytes = 0
        for summary in page.rooms {
            let id = summary.id
            chunk.followed[id] = summary.head.revisions.room
            if let known, known.opened.contains(id), !changed.contains(id) { continue }
            guard let room = try self.room(id) else { continue }
            let encoded = self.snapshot(room)
            bytes += encoded.count
            chunk.items.append(.snapshot(id, bytes: encoded))
            let isFull =
                chunk.items.count == WatchLimits.roomsPerOpening
                || bytes >= WatchLimits.openingBytes
            if isFull, id != page.rooms.last?.id || page.next != nil {
                chunk.opened = .through(id)
                break
            }
        }
        try self.addLeft(to: &chunk, of: changed, after: last)
        return chunk
    }

    /// Rooms that changed and do not match: they may have matched when the watch was told last.
    private func addLeft(
        to chunk: inout WatchChunk, of changed: Set<RoomID>, after last: RoomID?
    ) throws(StateReadFailure) {
        for id in changed
        where chunk.followed[id] == nil && chunk.opened.contains(id)
            && last.map({ id > $0 }) ?? true
        {
            let summary = try RoomRecords.summary(id, in: self.state)
            chunk.items.append(.leftFilter(id, revision: summary?.head.revisions.room ?? 0))
        }
        chunk.items.sort { $0.room < $1.room }
    }

    // MARK: Replaying

    /// Every change behind the position, in the order of the log, as many as fit.
    private func replay(
        of rooms: [RoomID], behind position: WatchPosition
    ) throws -> WatchChunk {
        var chunk = self.chunk(opened: position.opened)
        var changes: [RecordedChange] = []
        var gone: [RoomID] = []
        for id in rooms {
            let answer = try RoomHistory.read(
                id, limit: WatchLimits.changesPerReplay + 1, at: self.applied.groupTime,
                in: self.state
            ) { index, revision in
                position.covers(index: LogIndex(index), room: id, revision: revision)
            }
            switch answer {
            case .noRoom:
                gone.append(id)
            case .outOfRange(let oldest, let newest):
                throw Roomkeeper_V1_Error.outOfRange(id, oldest: oldest, newest: newest)
            case .history(let history):
                try self.checkEmpty(history, of: id, since: position)
                chunk.followed[id] = history.newest
                changes += history.changes
            }
            // More than one chunk takes will be read again for the next.
            if changes.count > 4 * WatchLimits.changesPerReplay {
                changes.sort(by: Self.isBefore)
                changes.removeLast(changes.count - WatchLimits.changesPerReplay - 1)
            }
        }
        changes.sort(by: Self.isBefore)
        self.add(changes, to: &chunk)
        if chunk.isWhole { chunk.items += gone.map { .gone($0) } }
        return chunk
    }

    private func history(of room: RoomID) throws -> RoomHistory? {
        let answer = try RoomHistory.read(
            room, from: 0, limit: .max, at: self.applied.groupTime, in: self.state)
        guard case .history(let history) = answer else { return nil }
        return history
    }

    /// A ring that is empty says nothing about when the room changed last: a change is not kept
    /// when it is larger than the whole ring.
    private func checkEmpty(
        _ history: RoomHistory, of room: RoomID, since position: WatchPosition
    ) throws(Roomkeeper_V1_Error) {
        guard history.oldest > history.newest,
            self.recent.rooms(after: position.index)?.contains(room) ?? true
        else { return }
        throw .outOfRange(room, oldest: history.oldest, newest: history.newest)
    }

    private func replay(of rooms: [RoomID], afterRevision revision: UInt64) throws -> WatchChunk {
        var chunk = self.chunk(opened: .all)
        for id in rooms {
            let answer = try RoomHistory.read(
                id, from: revision + 1, limit: .max, at: self.applied.groupTime,
                in: self.state)
            switch answer {
            case .noRoom:
                chunk.items.append(.gone(id))
            case .outOfRange(let oldest, let newest) where self.plan.isLossless:
                throw Roomkeeper_V1_Error.outOfRange(id, oldest: oldest, newest: newest)
            case .outOfRange:
                try self.addNewest(id, to: &chunk)
            case .history(let history):
                // A revision that this node has not seen yet was seen on another.
                chunk.followed[id] = max(history.newest, revision)
                if self.plan.isLossless {
                    self.add(history.changes, to: &chunk)
                } else if history.newest > revision {
                    try self.addNewest(id, to: &chunk)
                }
            }
        }
        return chunk
    }

    private func add(_ changes: [RecordedChange], to chunk: inout WatchChunk) {
        var bytes = 0
        for recorded in changes {
            guard chunk.items.count < WatchLimits.changesPerReplay, bytes < WatchLimits.replayBytes
            else {
                chunk.isWhole = false
                return
            }
            let change = WatchedChange(recorded)
            bytes += change.changeBytes(self.node).count
            chunk.items.append(.change(change))
        }
    }

    private static func isBefore(_ left: RecordedChange, _ right: RecordedChange) -> Bool {
        if left.index != right.index { return left.index < right.index }
        if left.change.roomID != right.change.roomID {
            return left.change.roomID < right.change.roomID
        }
        return left.change.revision < right.change.revision
    }

    private func addNewest(_ id: RoomID, to chunk: inout WatchChunk) throws(StateReadFailure) {
        guard let room = try self.room(id) else { return }
        chunk.followed[id] = room.revision
        chunk.items.append(.snapshot(id, bytes: self.snapshot(room)))
    }
}
