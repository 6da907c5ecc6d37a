import ByteCoding
import MemoryState
import RoomState
import SeededRandomness
import Testing

/// The rings of events: what is kept is a matter of revisions, group time and bytes alone.
@Suite struct RingTests {
    /// Every change ever made to a room, and how large it was.
    private struct Record {
        var change: RecordedChange
        var bytes: Int
    }

    private static func rename(_ title: String) -> RoomOperation {
        var update = RoomOperation.UpdateInfo()
        update.title = title
        return .updateInfo(update)
    }

    private static func bytes(of change: RoomChange) -> Int {
        var writer = ByteWriter()
        change.encode(into: &writer)
        return writer.count
    }

    /// The rule of rooms.md §5 in the simplest words: from the newest change back.
    private static func kept(_ all: [Record], at time: GroupTime) -> [RecordedChange] {
        var kept: [RecordedChange] = []
        var bytes = 0
        for record in all.reversed() {
            bytes += record.bytes
            let isRecent = kept.count < 256
            let isYoung =
                time.milliseconds - record.change.change.groupTime.milliseconds < 30_000
            guard bytes <= 1 << 20, isRecent || isYoung else { break }
            kept.append(record.change)
        }
        return kept.reversed()
    }

    private static func history(
        _ world: RoomWorld, _ room: RoomID, from revision: UInt64 = 0, limit: Int = .max
    ) throws -> RoomHistory.Answer {
        try RoomHistory.read(room, from: revision, limit: limit, at: world.time, in: world.store)
    }

    /// The chunks that are stored of all rooms.
    private static func chunks(in world: RoomWorld) -> Int {
        world.store.all.count { $0.key.first == StateKey.Table.events.rawValue }
    }

    // A room changes thousands of times, slowly, in bursts and by large changes; it is stored after
    // one change or after many, and the machine is opened anew now and then. After every store the
    // ring must hold what the rule says, and never many chunks.
    @Test func theRingFollowsItsRuleHoweverTheStoresAreCut() throws {
        for seed in UInt64(1)...6 {
            try Self.followRule(seed: seed)
        }
    }

    private static func followRule(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = try RoomWorld()
        let room = try world.create(
            RoomOperation.Create(ownerID: "olga", info: RoomInfo(title: "first"), start: true))
        var all: [Record] = []
        func note() {
            for change in world.machine.changes where change.roomID == room {
                all.append(
                    Record(
                        change: RecordedChange(index: world.index, change: change),
                        bytes: Self.bytes(of: change)))
            }
        }
        note()
        let storesOften = seed.isMultiple(of: 2)
        for step in 0..<3000 {
            let isLarge = seed > 4 && random.oneIn(3)
            if isLarge {
                let products = (0..<100).map {
                    NewProduct(
                        id: ProductID("p\($0)")!,
                        title: String(repeating: "x", count: 200 + random.below(50)))
                }
                try world.run(.addProducts(.init(products: products)), in: room)
                note()
                try world.run(.removeProducts(products.map(\.id)), in: room)
            } else {
                try world.run(Self.rename("title \(step)"), in: room)
            }
            note()
            // Bursts of many changes a second, and minutes in which little happens.
            world.pass(milliseconds: UInt64(random.below(step / 500 % 2 == 0 ? 20 : 2000)))
            guard storesOften ? random.oneIn(2) : random.oneIn(60) else { continue }
            world.flush()
            if random.oneIn(30) { try world.reopen() }
            let story = Comment("seed \(seed), step \(step)")
            let kept = Self.kept(all, at: world.time)
            let newest = UInt64(all.count)
            #expect(
                try Self.history(world, room)
                    == .history(
                        RoomHistory(
                            changes: kept, oldest: newest + 1 - UInt64(kept.count),
                            newest: newest)), story)
            #expect(Self.chunks(in: world) <= 500, story)
        }
    }

    // Time alone takes changes away, without any new one.
    @Test func whatIsKeptForItsAgeAloneGoesWithTime() throws {
        var world = try RoomWorld()
        let room = try world.makeShow()
        for number in 0..<1000 { try world.change(Self.rename("\(number)"), in: room) }
        world.flush()
        guard case .history(let young) = try Self.history(world, room) else {
            Issue.record("no history")
            return
        }
        #expect(young.oldest == 1)
        world.pass(milliseconds: 29_999)
        #expect(try Self.history(world, room) == .history(young))
        world.pass(milliseconds: 1)
        guard case .history(let old) = try Self.history(world, room) else {
            Issue.record("no history")
            return
        }
        #expect(old.changes.count == 256)
        #expect(old.oldest == young.newest - 255)
        #expect(
            try Self.history(world, room, from: old.oldest - 1)
                == .outOfRange(oldest: old.oldest, newest: old.newest))
    }

    @Test func aReaderGetsWhatFollowsARevision() throws {
        var world = try RoomWorld()
        let room = try world.makeShow()
        for number in 0..<10 { try world.change(Self.rename("\(number)"), in: room) }
        world.flush()
        let newest = try world.room(room).revision
        guard case .history(let some) = try Self.history(world, room, from: 4, limit: 3) else {
            Issue.record("no history")
            return
        }
        #expect(some.changes.map(\.change.revision) == [4, 5, 6])
        guard case .history(let none) = try Self.history(world, room, from: newest + 1) else {
            Issue.record("no history")
            return
        }
        #expect(none.changes.isEmpty)
        #expect(none.newest == newest)
        #expect(try Self.history(world, "404") == .noRoom)
    }

    /// The changes behind every place in the log, and none when the oldest that is kept was missed.
    @Test(arguments: [10, 400])
    func aReaderGetsWhatItMissed(_ count: Int) throws {
        var world = try RoomWorld()
        let room = try world.create(
            RoomOperation.Create(ownerID: "olga", info: RoomInfo(title: "first"), start: true))
        for number in 0..<count {
            try world.change(Self.rename("\(number)"), in: room)
            world.pass(milliseconds: 60_000)
        }
        world.flush()
        func missed(behind index: UInt64, limit: Int = .max) throws -> RoomHistory.Answer {
            try RoomHistory.read(room, limit: limit, at: world.time, in: world.store) { other, _ in
                other <= index
            }
        }
        guard case .history(var all) = try Self.history(world, room) else {
            Issue.record("no history")
            return
        }
        let whole = all
        for (place, change) in whole.changes.enumerated() {
            all.changes = Array(whole.changes[(place + 1)...])
            #expect(try missed(behind: change.index) == .history(all))
        }
        all.changes = Array(whole.changes[1...3])
        let first = whole.changes[0].index
        #expect(try missed(behind: first, limit: 3) == .history(all))
        // Of a young room everything is kept; of an old one it is not known what came before.
        let outOfRange = RoomHistory.Answer.outOfRange(oldest: all.oldest, newest: all.newest)
        #expect(try missed(behind: first - 1) == (count < 256 ? .history(whole) : outOfRange))
    }

    // Slow rooms have a chunk for each change until the ring is tidied; afterwards a few.
    @Test func chunksOfSlowRoomsAreJoined() throws {
        var world = try RoomWorld()
        let room = try world.makeShow()
        var most = 0
        for number in 0..<1500 {
            world.pass(milliseconds: 60_000)
            try world.change(Self.rename("\(number)"), in: room)
            world.flush()
            most = max(most, Self.chunks(in: world))
        }
        // 64 that were not joined yet, five that hold the 256, one to be deleted.
        #expect(most <= 70, "\(most) chunks")
    }

    // Two rooms, one of whose ids begins the other's.
    @Test func ringsOfDifferentRoomsAreNotMixedUp() throws {
        var world = try RoomWorld()
        let rooms = [
            try world.makeShow(),
            try world.create(
                RoomOperation.Create(ownerID: "otto", info: RoomInfo(title: "other"))),
        ]
        for number in 0..<200 {
            try world.change(Self.rename("\(number)"), in: rooms[number % 2])
            if number.isMultiple(of: 7) { world.flush() }
        }
        world.flush()
        for room in rooms {
            guard case .history(let history) = try Self.history(world, room) else {
                Issue.record("no history")
                return
            }
            #expect(history.changes.allSatisfy { $0.change.roomID == room })
            #expect(history.oldest == 1)
        }
    }

    // Damaged chunks are refused, or read as something; nothing crashes.
    @Test func damagedChunksAreRefusedOrRead() throws {
        var world = try RoomWorld()
        let room = try world.makeShow()
        for number in 0..<20 { try world.change(Self.rename("\(number)"), in: room) }
        world.flush()
        let chunk = try #require(
            world.store.all.first { $0.key.first == StateKey.Table.events.rawValue })
        let seed: UInt64 = 7
        var mutator = Mutator(seed: seed)
        var refused = 0
        for _ in 0..<10_000 {
            world.store.write([
                StateChange(key: chunk.key, value: mutator.mutate(chunk.value))
            ])
            if (try? Self.history(world, room)) == nil { refused += 1 }
        }
        #expect(refused > 5000, "only \(refused) were refused, seed \(seed)")
    }
}
