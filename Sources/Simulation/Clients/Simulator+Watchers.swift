internal import Raft
internal import RoomReplica
internal import RoomState

/// Watchers: where they begin, how they are told, and how they go on elsewhere.
extension Simulator {
    /// Tickets of clients end with their place; those of watchers with one from here on.
    static let firstWatcher = 128
    /// Updates that wait for a watcher at most; then it is cut off, as too slow.
    private static let mostPending = 12
    private static let patience: UInt64 = 2_000_000

    func makeWatchers() {
        for place in 0..<self.plan.workload.watchers {
            self.watchers.append(SimulatedWatcher(place: place))
            self.scheduleWatcher(place)
        }
    }

    func wakeWatcher(_ place: Int) {
        self.scheduleWatcher(place)
        switch self.watchers[place].stage {
        case .idle:
            if self.watchers[place].sleepsUntil <= self.now || self.isHealed { self.connect(place) }
        case .asking(let link, let ticket, let since):
            guard self.isOpen(link) else { return self.watchers[place].lose() }
            guard self.now > since + Self.patience else { return }
            self.watchers[place].lose()
            self.post(.expireRead(ticket), to: self.nodes[link.place])
        case .following(let link):
            guard self.isOpen(link) else { return self.watchers[place].lose() }
            let node = self.nodes[link.place]
            if node.pausedUntil <= self.now { self.listen(place, to: node) }
        }
    }

    /// What a watcher has not been told in the end.
    var untold: String? {
        for watcher in self.watchers {
            for room in watcher.rooms where self.checker.ghost.revision(of: room.id) > room.revision
            {
                return "watcher \(watcher.place) knows room \(room.id) at \(room.revision)"
            }
        }
        return nil
    }

    // MARK: - Beginning

    private func isOpen(_ link: SimulatedWatcher.Link) -> Bool {
        let node = self.nodes[link.place]
        guard node.isUp, node.life == link.life else { return false }
        return !self.isHealed || self.leader?.replica.membership.member(node.id) != nil
    }

    private func connect(_ place: Int) {
        let up = self.nodes.filter { node in
            node.pausedUntil <= self.now
                && self.isOpen(.init(place: node.place, life: node.life))
        }
        guard !up.isEmpty else { return }
        let node = self.dice.watchers.pick(up)
        self.watchers[place].attempts += 1
        let ticket =
            UInt64(self.watchers[place].attempts) << 8 | UInt64(Self.firstWatcher + place + 1)
        let needed = self.watchers[place].position?.index ?? .zero
        self.watchers[place].stage = .asking(
            .init(place: node.place, life: node.life), ticket: ticket, since: self.now)
        self.post(
            .read(.atLeast(max(needed, node.applier.applied.index)), ticket: ticket), to: node)
    }

    /// A watcher may read, or may not.
    func answerWatch(_ answer: ReplicaReady.ReadAnswer, from node: SimulatedNode) {
        let place = Int(answer.ticket & 0xff) - 1 - Self.firstWatcher
        guard case .asking(let link, answer.ticket, _) = self.watchers[place].stage else { return }
        // What an earlier answer of this turn led to may have ended the node.
        guard case .success = answer.result, self.isOpen(link) else {
            return self.watchers[place].lose()
        }
        do {
            try self.storeRooms(node)
            if let position = self.watchers[place].position {
                guard try self.resume(place, from: position, at: node) else { return }
            } else {
                try self.open(place, at: node)
            }
        } catch {
            self.watchers[place].lose()
            self.applyFailed(node, error)
            return
        }
        self.watchers[place].lastPlace = node.place
        self.watchers[place].stage = .following(link)
    }

    /// Begins with a few rooms as they are.
    private func open(_ place: Int, at node: SimulatedNode) throws {
        let applied = node.applier.applied.index
        var rooms: [Room] = []
        for slot in 0..<min(3, self.rooms.count) {
            let chosen =
                slot == 0 ? 0 : Int(self.dice.watchers.next(through: 11)) % self.rooms.count
            guard let id = self.rooms[chosen], !rooms.contains(where: { $0.id == id }) else {
                continue
            }
            let room = try RoomRecords.room(id, in: node.disk.state)
            self.checker.didShow(room, of: id, asOf: applied)
            if let room { rooms.append(room) }
        }
        self.watchers[place].rooms = rooms.sorted { $0.id < $1.id }
        self.watchers[place].position = .init(index: applied)
        self.watchers[place].bookmark = .init(
            position: .init(index: applied), rooms: self.watchers[place].rooms)
    }

    /// Goes on behind a position, with what the rings hold; returns whether that is possible.
    private func resume(
        _ place: Int, from position: SimulatedWatcher.Position, at node: SimulatedNode
    ) throws -> Bool {
        let applied = node.applier.applied
        var missed: [SimulatedWatcher.Update] = []
        for room in self.watchers[place].rooms {
            let answer = try RoomHistory.read(
                room.id, from: 0, limit: .max, at: applied.groupTime, in: node.disk.state)
            guard case .history(let history) = answer else {
                // It was removed, and its changes with it.
                self.checker.didShow(nil, of: room.id, asOf: applied.index)
                self.marks.insert(.watchedRoomGone)
                self.watchers[place].rooms.removeAll { $0.id == room.id }
                continue
            }
            self.checker.checkRing(history, of: room.id, asOf: applied)
            let news = history.changes.filter {
                !position.covers(LogIndex($0.index), room.id, $0.change.revision)
            }
            // The first that is kept was missed, so one that is not kept may have been as well.
            if news.count == history.changes.count, history.oldest > 1,
                room.revision < history.newest
            {
                self.watchers[place].beginAnew()
                return false
            }
            missed += news.map { .init(recorded: $0) }
        }
        self.marks.insert(.resumedWatch)
        if self.watchers[place].lastPlace != node.place {
            self.marks.insert(.resumedWatchElsewhere)
        }
        self.watchers[place].pending = missed.sorted(by: Self.isTold)
        return true
    }

    /// The order in which changes are told, the same on every node.
    private static func isTold(
        _ left: SimulatedWatcher.Update, before right: SimulatedWatcher.Update
    ) -> Bool {
        (left.index, left.change.roomID, left.change.revision)
            < (right.index, right.change.roomID, right.change.revision)
    }

    // MARK: - Telling

    /// A node has applied changes that are visible to readers.
    func offer(_ changes: [AppliedChange], from node: SimulatedNode) {
        let link = SimulatedWatcher.Link(place: node.place, life: node.life)
        for place in self.watchers.indices where self.watchers[place].follows(link) {
            let rooms = self.watchers[place].rooms.map(\.id)
            let updates = changes.lazy.filter { rooms.contains($0.change.roomID) }
                .map { SimulatedWatcher.Update(index: $0.index, change: $0.change) }
            self.watchers[place].pending += updates.sorted(by: Self.isTold)
            if self.watchers[place].pending.count > Self.mostPending, !self.isHealed {
                self.marks.insert(.slowWatcher)
                self.watchers[place].lose()
            }
        }
    }

    /// A snapshot took the place of a node's state: who watched there goes on as if cut off.
    func endWatches(at node: SimulatedNode) {
        let link = SimulatedWatcher.Link(place: node.place, life: node.life)
        for place in self.watchers.indices where self.watchers[place].follows(link) {
            self.marks.insert(.replacedUnderWatch)
            self.watchers[place].lose()
        }
    }

    /// Takes some of what is there, and now and then goes away.
    private func listen(_ place: Int, to node: SimulatedNode) {
        let most = self.isHealed ? .max : Int(self.dice.watchers.next(through: 8))
        for update in self.watchers[place].pending.prefix(most) {
            self.checker.didTell(update, to: &self.watchers[place])
        }
        self.watchers[place].pending.removeFirst(min(most, self.watchers[place].pending.count))
        if self.watchers[place].rooms.isEmpty {
            self.watchers[place].beginAnew()
        } else if self.watchers[place].pending.isEmpty {
            // All that is applied was offered.
            self.watchers[place].position = .init(index: node.applier.applied.index)
        }
        guard !self.isHealed, self.dice.watchers.happens(perMille: 25) else { return }
        self.watchers[place].lose()
        switch self.dice.watchers.next(through: 7) {
        case 0:
            self.watchers[place].beginAnew()
        case 1, 2:
            if let bookmark = self.watchers[place].bookmark {
                self.watchers[place].position = bookmark.position
                self.watchers[place].rooms = bookmark.rooms
            }
        case 3:
            self.watchers[place].sleepsUntil =
                self.now + self.dice.watchers.next(through: 3_000_000)
        default:
            break
        }
    }

    private func scheduleWatcher(_ place: Int) {
        self.queue.add(
            Event(
                time: self.now + 1000 + self.dice.watchers.next(through: 30_000), kind: .watcher,
                subject: place))
    }
}
