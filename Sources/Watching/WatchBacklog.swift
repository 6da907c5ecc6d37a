import DequeModule
package import Raft
package import RoomState

/// The changes that not all watches of a loop were offered yet, kept once however many watch.
///
/// A watch is a place in it: what it was not offered lies behind its `Watcher.offered`. So what a
/// change costs while nobody is told does not depend on how many are to be told. Which watches must
/// end when too much waits is for the owner to decide.
///
/// Invariant: `log` and the rooms' queues hold the same changes, each in the order of the log.
package struct WatchBacklog: Sendable {
    /// Who is to be told of a room.
    package enum Interest: Sendable {
        case nobody
        /// Only watches for the latest.
        case latest
        /// A watch of every change, perhaps others as well.
        case everyChange
    }

    package struct Item: Sendable {
        package let change: WatchedChange
        /// Whether a watch for the latest need not be told: there are many of the room that came
        /// together with it, and newer ones.
        package let isSuperseded: Bool
        let bytes: Int
    }

    /// What a watch is offered next.
    package struct Part: Sendable {
        /// Whole entries, in the order of the log.
        package var items: [Item]
        /// Everything of the watch up to here is offered with it.
        package var through: LogIndex
    }

    private var log: Deque<Item> = []
    private var byRoom: [RoomID: Deque<Item>] = [:]
    /// Everything up to here was added.
    package private(set) var through = LogIndex.zero
    /// Of the changes, encoded, of rooms of which every change is told; others hardly stay.
    package private(set) var bytes = 0

    package init() {}

    package var count: Int { self.log.count }

    // MARK: What happened

    /// Adds what was applied, as far as it is watched.
    ///
    /// - Returns: the rooms that changed and are watched, each once.
    package mutating func append(
        _ batches: [WatchBatch], node: NodeID, interest: (RoomID) -> Interest
    ) -> [RoomID] {
        var rooms: [RoomID: (interest: Interest, changes: Int)] = [:]
        var changed: [RoomID] = []
        for change in batches.lazy.flatMap(\.changes) {
            let room = change.change.roomID
            if rooms[room] == nil {
                rooms[room] = (interest(room), 0)
                if rooms[room]?.interest != .nobody { changed.append(room) }
            }
            rooms[room]?.changes += 1
        }
        // Of how many a room's are counted down, so that the last one is known.
        let many = rooms.filter { $0.value.changes > WatchLimits.latestChangesPerTurn }.keys
        let isMany = Set(many)
        for change in batches.lazy.flatMap(\.changes) {
            let room = change.change.roomID
            guard let (interest, left) = rooms[room], interest != .nobody else { continue }
            rooms[room] = (interest, left - 1)
            let isSuperseded = left > 1 && isMany.contains(room)
            if isSuperseded, interest == .latest { continue }
            let bytes = interest == .everyChange ? change.changeBytes(node).count : 0
            self.append(Item(change: change, isSuperseded: isSuperseded, bytes: bytes))
        }
        self.through = max(self.through, batches.last?.through ?? .zero)
        return changed
    }

    private mutating func append(_ item: Item) {
        self.log.append(item)
        self.byRoom[item.change.change.roomID, default: []].append(item)
        self.bytes += item.bytes
    }

    /// Forgets what all watches were offered.
    package mutating func drop(through index: LogIndex) {
        guard index < self.through else {
            self.log = []
            self.byRoom = [:]
            self.bytes = 0
            return
        }
        while let first = self.log.first, first.change.index <= index {
            self.log.removeFirst()
            self.bytes -= first.bytes
            let room = first.change.change.roomID
            self.byRoom[room]?.removeFirst()
            if self.byRoom[room]?.isEmpty ?? false { self.byRoom[room] = nil }
        }
    }

    // MARK: What a watch was not offered

    /// How many changes of its rooms came behind `index`.
    package func count(of target: WatchPlan.Target, after index: LogIndex) -> Int {
        switch target {
        case .filter: Self.count(of: self.log, after: index)
        case .rooms(let rooms):
            rooms.reduce(0) { $0 + Self.count(of: self.byRoom[$1] ?? [], after: index) }
        }
    }

    /// The next changes of its rooms behind `index`: whole entries, `limit` changes or a few more.
    package func part(
        of target: WatchPlan.Target, after index: LogIndex, limit: Int
    ) -> Part {
        switch target {
        case .filter:
            return self.part(of: self.log, after: index, limit: limit)
        case .rooms(let rooms):
            if rooms.count == 1 {
                return self.part(of: self.byRoom[rooms[0]] ?? [], after: index, limit: limit)
            }
            var items: [Item] = []
            for room in rooms {
                guard let queue = self.byRoom[room] else { continue }
                items += queue.suffix(Self.count(of: queue, after: index))
            }
            items.sort { Self.isBefore($0.change, $1.change) }
            return self.part(of: Deque(items), after: index, limit: limit)
        }
    }

    private func part(of queue: Deque<Item>, after index: LogIndex, limit: Int) -> Part {
        let rest = queue.suffix(Self.count(of: queue, after: index))
        var end =
            rest.index(rest.startIndex, offsetBy: limit, limitedBy: rest.endIndex)
            ?? rest.endIndex
        while end > rest.startIndex, end < rest.endIndex,
            rest[end].change.index == rest[end - 1].change.index
        {
            end += 1
        }
        let items = Array(rest[..<end])
        guard end < rest.endIndex, let last = items.last else {
            return Part(items: items, through: self.through)
        }
        return Part(items: items, through: last.change.index)
    }

    private static func count(of queue: Deque<Item>, after index: LogIndex) -> Int {
        var low = 0
        var high = queue.count
        while low < high {
            let middle = (low + high) / 2
            if queue[middle].change.index <= index {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return queue.count - low
    }

    /// The order of `WatchBatch`.
    private static func isBefore(_ left: WatchedChange, _ right: WatchedChange) -> Bool {
        if left.index != right.index { return left.index < right.index }
        if left.change.roomID != right.change.roomID {
            return left.change.roomID < right.change.roomID
        }
        return left.change.revision < right.change.revision
    }
}
