import Raft
import RoomProtocol
import RoomState

/// How changes of rooms that are followed are told.
extension Watcher {
    mutating func follow(_ change: WatchedChange) {
        guard self.failure == nil else { return }
        let room = change.change.roomID
        let last = self.followed[room]
        if let last, change.change.revision <= last { return }
        switch self.plan.target {
        case .rooms:
            if change.removesRoom {
                self.followed[room] = nil
                if last != nil, self.plan.isLossless { self.tell(.change(change), of: change) }
                self.tellGone(change)
            } else {
                self.tellChange(change, after: last)
            }
        case .filter(let filter):
            let matches = change.room.map { filter.matches($0) } ?? false
            if matches {
                self.tellChange(change, after: last)
            } else if last != nil {
                self.followed[room] = nil
                self.tellLeft(change)
            }
        }
    }

    /// A change of a room that is known at its revision before, or is new, is told as it is;
    /// otherwise the reader needs the room whole.
    private mutating func tellChange(_ change: WatchedChange, after last: UInt64?) {
        let revision = change.change.revision
        self.followed[change.change.roomID] = revision
        if case .filter = self.plan.target, self.followed.count > self.bounds.roomsPerFilter {
            return self.fail(.tooManyRooms(self.bounds.roomsPerFilter), isResumable: false)
        }
        let isNext = revision == (last ?? 0) + 1
        self.tell(isNext ? .change(change) : .room(change), of: change)
    }

    private mutating func tellGone(_ change: WatchedChange) {
        let bytes = WatchBody.gone(
            change.change.roomID, at: change.change.groupTime, node: self.node)
        self.tell(.encoded(.gone, bytes), of: change)
    }

    private mutating func tellLeft(_ change: WatchedChange) {
        let bytes = WatchBody.leftFilter(
            change.change.roomID, revision: change.change.revision, at: change.change.groupTime,
            node: self.node)
        self.tell(.encoded(.leftFilter, bytes), of: change)
    }

    private mutating func tell(_ body: WatchQueue.Body, of change: WatchedChange) {
        guard self.failure == nil else { return }
        let room = change.change.roomID
        if self.conflation != nil {
            self.conflation?.put(body, of: room)
            return
        }
        if self.floor == nil { self.queue.lastIsWithin(change.index) }
        self.enqueue(
            WatchQueue.Item(
                body: body, room: room, revision: change.change.revision, index: change.index,
                after: self.floor?.seeing(change.index)
                    ?? WatchPosition(index: change.index, opened: self.opened),
                bytes: body.encoded(self.plan.view, self.node).1.count))
    }

    /// Queues an item, unless the reader is too slow for it.
    mutating func enqueue(_ item: WatchQueue.Item) {
        self.queue.append(item)
        guard
            self.queue.count > self.bounds.pendingUpdates
                || self.queue.bytes > self.bounds.pendingBytes && self.queue.count > 1
        else { return }
        if self.plan.isLossless {
            self.fail(.slowConsumer(updates: self.queue.count, bytes: self.queue.bytes))
        } else {
            self.conflate()
        }
    }

    // MARK: Conflation

    private mutating func conflate() {
        self.conflations += 1
        var conflation = WatchConflation()
        while let item = self.queue.popFirst() {
            conflation.put(item.body, of: item.room)
        }
        self.conflation = conflation
    }

    mutating func takeConflated() -> WatchUpdate? {
        // Only here, where no entry is half offered and no answer half taken up.
        self.conflation?.beginRoundIfOver(through: self.offered)
        guard let body = self.conflation?.take(), let conflation = self.conflation else {
            return nil
        }
        self.position = self.position.seeing(self.offered)
        if conflation.isRoundOver {
            // Every room that had changed when the round began has been told as it was then, or
            // newer.
            if self.floor == nil {
                self.position = WatchPosition(
                    index: conflation.through, opened: self.opened, seen: self.offered)
            }
            if conflation.isEmpty {
                self.conflation = nil
                self.catchUp()
            }
        }
        return self.update(body)
    }
}
