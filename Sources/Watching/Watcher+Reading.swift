import Raft
import RoomProtocol
import RoomState

/// How what was read is put between what was offered before and after.
extension Watcher {
    /// Keeps changes until the answer of the read says which of them it has seen.
    mutating func hold(_ change: WatchedChange) {
        self.reading?.held.append(change)
        guard let held = self.reading?.held, held.count > self.bounds.heldChanges else { return }
        if self.plan.isLossless {
            return self.fail(.slowConsumer(updates: held.count, bytes: 0))
        }
        // The newest change of each room says all that matters.
        var rooms: Set<RoomID> = []
        let newest = held.reversed().filter { rooms.insert($0.change.roomID).inserted }
        self.reading?.held = newest.reversed()
        self.conflations += 1
        if newest.count > self.bounds.heldChanges {
            self.fail(.slowConsumer(updates: newest.count, bytes: 0))
        }
    }

    /// Takes up the answer of a read once everything that it has seen was offered.
    mutating func merge() {
        guard let reading = self.reading, let chunk = reading.answer,
            self.offered >= chunk.index
        else { return }
        self.reading = nil
        if self.position == .start, self.stage == .opening {
            // What is told before any room counts as opened is not older than this.
            self.position.index = chunk.index
        }
        guard self.stage == .opening || chunk.isWhole else {
            // The rest, and what was offered meanwhile, is read from the rings next.
            return self.tellChanges(of: chunk)
        }
        if self.stage == .opening {
            for change in reading.held
            where change.index <= chunk.index && self.opened.contains(change.change.roomID) {
                self.follow(change)
            }
        }
        self.followed.merge(chunk.followed) { max($0, $1) }
        if case .filter = self.plan.target, self.followed.count > self.bounds.roomsPerFilter {
            return self.fail(.tooManyRooms(self.bounds.roomsPerFilter), isResumable: false)
        }
        switch self.stage {
        case .replaying: self.tellChanges(of: chunk)
        case .opening, .live: self.tellRooms(of: chunk)
        }
        self.finish(chunk)
        for change in reading.held
        where change.index > chunk.index && self.opened.contains(change.change.roomID) {
            self.follow(change)
        }
    }

    /// The rooms of the chunk are opened, and the position behind it holds for all of it.
    private mutating func finish(_ chunk: WatchChunk) {
        if self.isPastFloor(chunk.opened) { self.floor = nil }
        self.opened = chunk.opened
        self.stage = chunk.opened == .all ? .live : .opening
        guard self.floor == nil, self.conflation == nil else { return }
        let end = WatchPosition(index: chunk.index, opened: chunk.opened)
        if self.queue.isEmpty {
            self.position = end
        } else {
            self.queue.setLast(after: end)
        }
    }

    /// Of a filter, more rooms may have been told than the position says.
    private func isPastFloor(_ opened: WatchPosition.Opened) -> Bool {
        guard let floor = self.floor else { return true }
        if case .filter = self.plan.target { return opened == .all }
        return switch (opened, floor.opened) {
        case (.all, _), (_, .none): true
        case (.none, _), (.through, .all): false
        case (.through(let room), .through(let last)): room >= last
        }
    }

    private mutating func tellChanges(of chunk: WatchChunk) {
        for item in chunk.items {
            if case .change(let change) = item {
                self.queue.lastIsWithin(change.index)
                self.put(
                    .change(change), of: change.change.roomID, revision: change.change.revision,
                    index: change.index,
                    after: WatchPosition(index: change.index, opened: self.opened))
            } else {
                self.put(item, of: chunk, after: self.position(behind: chunk))
            }
        }
        // Whether its entry goes on is not known.
        if !chunk.isWhole, let last = self.queue.items.last {
            self.queue.lastIsWithin(last.index)
        }
    }

    private mutating func tellRooms(of chunk: WatchChunk) {
        for item in chunk.items {
            let after = WatchPosition(index: chunk.index, opened: .through(item.room))
            self.put(item, of: chunk, after: self.floor?.seeing(chunk.index) ?? after)
        }
    }

    private func position(behind chunk: WatchChunk) -> WatchPosition {
        self.queue.items.last?.after ?? self.position
    }

    private mutating func put(
        _ item: WatchChunk.Item, of chunk: WatchChunk, after: WatchPosition
    ) {
        switch item {
        case .change: break
        case .snapshot(let room, let bytes):
            self.put(
                .encoded(.snapshot, bytes), of: room, revision: self.followed[room] ?? 0,
                index: chunk.index, after: after)
        case .leftFilter(let room, let revision):
            let bytes = WatchBody.leftFilter(
                room, revision: revision, at: chunk.groupTime, node: self.node)
            self.put(
                .encoded(.leftFilter, bytes), of: room, revision: revision, index: chunk.index,
                after: after)
        case .gone(let room):
            let bytes = WatchBody.gone(room, at: chunk.groupTime, node: self.node)
            self.put(
                .encoded(.gone, bytes), of: room, revision: 0, index: chunk.index, after: after)
        }
    }

    private mutating func put(
        _ body: WatchQueue.Body, of room: RoomID, revision: UInt64, index: LogIndex,
        after: WatchPosition
    ) {
        guard self.failure == nil else { return }
        guard self.conflation == nil else {
            self.conflation?.put(body, of: room)
            return
        }
        // Without a bound: a chunk has its own, and is read when nothing else waits.
        self.queue.append(
            WatchQueue.Item(
                body: body, room: room, revision: revision, index: index, after: after,
                bytes: body.encoded(self.plan.view, self.node).1.count))
    }
}
