import Raft
import RoomMapping
import RoomProtocol
import RoomReplica
import RoomServer
import RoomState
import SwiftProtobuf
import Watching

/// Rooms as a plain list of changes, and what a watcher would read of them: the twin that the
/// machine is held against.
///
/// Everything is kept, so nothing is ever out of range.
struct WatchWorld {
    static let node = NodeID(7)
    static let cluster = ClusterID(0xc1)

    let rooms: [RoomID]
    /// All changes, in the order in which they are told.
    private(set) var log: [AppliedChange] = []
    private(set) var index = LogIndex.zero

    init(rooms: Int) {
        self.rooms = (0..<rooms).map { RoomID("room-\($0)")! }
    }

    // MARK: What happens

    /// One entry: a few changes, sometimes two of one room, or none at all.
    mutating func append(using dice: inout Dice) {
        self.index = self.index.next
        var touched: [RoomID] = []
        for _ in 0..<dice.below(4) { touched.append(self.rooms[dice.below(self.rooms.count)]) }
        for id in touched.sorted() { self.change(id, using: &dice) }
    }

    private mutating func change(_ id: RoomID, using dice: inout Dice) {
        let before = self.room(id, at: self.index)
        if before == nil, self.log.contains(where: { $0.change.roomID == id }) { return }
        let revision = (before?.revision ?? 0) + 1
        var room: Room? = before ?? Self.newRoom(id)
        room?.head.revisions.room = revision
        room?.head.state = dice.below(3) == 0 ? .paused : .live
        room?.info.title = "revision \(revision)"
        if before != nil, dice.below(60) == 0 { room = nil }
        let change = RoomChange(
            roomID: id, revision: revision, actor: nil, cause: .command,
            groupTime: GroupTime(milliseconds: 1_800_000_000_000 + self.index.rawValue),
            events: [.roomResumed])
        self.log.append(AppliedChange(index: self.index, change: change, room: room))
    }

    private static func newRoom(_ id: RoomID) -> Room {
        let owner = UserID("ana")!
        return Room(
            head: RoomHead(
                id: id, uid: RoomUID(group: 1, index: 1), ownerID: owner, hostID: owner,
                createdAt: .zero),
            info: RoomInfo(title: "new"), settings: RoomSettings(), stage: Stage(guestSeats: 0),
            products: Products())
    }

    // MARK: What is there

    /// The room as of an index; `nil` before its first change, and once it is removed.
    func room(_ id: RoomID, at index: LogIndex) -> Room? {
        self.log.last { $0.change.roomID == id && $0.index <= index }?.room
    }

    func changes(after index: LogIndex, through last: LogIndex) -> [AppliedChange] {
        self.log.filter { $0.index > index && $0.index <= last }
    }

    // MARK: What is read

    /// The answer to a read of the state as of `index`, in chunks of `size`.
    func chunk(for read: WatchRead, plan: WatchPlan, at index: LogIndex, size: Int) -> WatchChunk {
        switch read {
        case .rooms(let last, let known):
            self.opening(plan, after: last, known: known, at: index, size: size)
        case .changes(let position):
            self.replay(plan, behind: position, at: index, size: size)
        case .revisions(let revision):
            self.replay(plan, afterRevision: revision, at: index)
        }
    }

    private func opening(
        _ plan: WatchPlan, after last: RoomID?, known: WatchPosition?, at index: LogIndex,
        size: Int
    ) -> WatchChunk {
        var chunk = WatchChunk(
            index: index, groupTime: GroupTime(milliseconds: 1), opened: .all)
        let candidates = self.candidates(of: plan).sorted().filter { id in
            last.map { id > $0 } ?? true
        }
        for (place, id) in candidates.enumerated() {
            if place == size {
                chunk.opened = .through(candidates[place - 1])
                break
            }
            self.open(id, plan, known: known, at: index, in: &chunk)
        }
        return chunk
    }

    private func open(
        _ id: RoomID, _ plan: WatchPlan, known: WatchPosition?, at index: LogIndex,
        in chunk: inout WatchChunk
    ) {
        let newest = self.log.last { $0.change.roomID == id && $0.index <= index }
        let isKnown =
            known.map { known in
                known.opened.contains(id)
                    && newest.map {
                        known.covers(
                            index: $0.index, room: id, revision: $0.change.revision)
                    } ?? true
            } ?? false
        if case .filter(let filter) = plan.target {
            let room = newest?.room
            if let room, filter.matches(room) {
                chunk.followed[id] = room.revision
                if !isKnown { chunk.items.append(self.snapshot(room)) }
            } else if let known, let newest, newest.index > known.index {
                chunk.items.append(.leftFilter(id, revision: newest.change.revision))
            }
            return
        }
        if let room = newest?.room {
            chunk.followed[id] = room.revision
            if !isKnown { chunk.items.append(self.snapshot(room)) }
        } else {
            chunk.items.append(.gone(id))
        }
    }

    private func snapshot(_ room: Room) -> WatchChunk.Item {
        var message = Roomkeeper_V1_WatchResponse()
        message.snapshot.room = Roomkeeper_V1_Room(room, view: .full)
        return .snapshot(room.id, bytes: (try? message.serializedBytes()) ?? [])
    }

    private func replay(
        _ plan: WatchPlan, behind position: WatchPosition, at index: LogIndex, size: Int
    ) -> WatchChunk {
        var chunk = WatchChunk(
            index: index, groupTime: GroupTime(milliseconds: 1), opened: position.opened)
        let opened = self.candidates(of: plan).filter { position.opened.contains($0) }
        for id in opened { chunk.followed[id] = self.room(id, at: index)?.revision }
        let missed = self.log.filter {
            opened.contains($0.change.roomID) && $0.index <= index
                && self.room($0.change.roomID, at: index) != nil
                && !position.covers(
                    index: $0.index, room: $0.change.roomID, revision: $0.change.revision)
        }
        chunk.items = missed.prefix(size).map { .change(WatchedChange($0)) }
        chunk.isWhole = missed.count <= size
        if chunk.isWhole {
            chunk.items += opened.filter { self.room($0, at: index) == nil }.map { .gone($0) }
        }
        return chunk
    }

    private func replay(
        _ plan: WatchPlan, afterRevision revision: UInt64, at index: LogIndex
    ) -> WatchChunk {
        var chunk = WatchChunk(
            index: index, groupTime: GroupTime(milliseconds: 1), opened: .all)
        for id in self.candidates(of: plan) {
            guard let room = self.room(id, at: index) else {
                chunk.items.append(.gone(id))
                continue
            }
            chunk.followed[id] = max(room.revision, revision)
            chunk.items += self.log.filter {
                $0.change.roomID == id && $0.index <= index && $0.change.revision > revision
            }.map { .change(WatchedChange($0)) }
        }
        return chunk
    }

    private func candidates(of plan: WatchPlan) -> [RoomID] {
        if case .rooms(let rooms) = plan.target { rooms } else { self.rooms }
    }
}

/// A seeded generator (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
