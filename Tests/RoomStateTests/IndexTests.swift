import ByteCoding
import MemoryState
import RoomState
import Testing

/// Indexes equal a full recomputation (rooms.md §3, invariant 15).
@Suite struct IndexTests {
    private static func indexChanges(_ changes: [StateChange]) -> [StateChange] {
        changes.filter { $0.key.first == StateKey.Table.index.rawValue }
    }

    // Random commands over a cache of two rooms and over a large one, stored at random.
    @Test func indexesEqualARecomputation() throws {
        for seed in UInt64(1)...3 {
            for cachedRooms in [2, 1000] {
                let store = MemoryState()
                var machine = try RoomStateMachine(
                    reader: store, digest: .zero, cache: RoomCache(roomLimit: cachedRooms))
                var generator = CommandGenerator(seed: seed)
                var time = GroupTime(milliseconds: 1_748_736_000_000)
                var rooms: [RoomID] = []
                for index in UInt64(1)...3000 {
                    time = GroupTime(milliseconds: time.milliseconds + generator.pause())
                    let command = generator.command(rooms: rooms, at: time)
                    _ = try machine.apply(
                        command, at: ApplyContext(group: 1, index: index, groupTime: time))
                    rooms += machine.changes.filter { $0.revision == 1 }.map(\.roomID)
                    guard index % 7 == seed % 7 || index == 3000 else { continue }
                    store.write(try machine.takeChanges(through: index))
                    guard index % 50 == 0 || index == 3000 else { continue }
                    let findings = try StateAudit.findings(in: store)
                    #expect(findings == [], "seed \(seed), command \(index)")
                }
            }
        }
    }

    // A title is in no index, so changing it writes none.
    @Test func whatIsNotIndexedWritesNoEntries() throws {
        var world = try RoomWorld()
        let room = try world.makeShow()
        world.flush()
        var update = RoomOperation.UpdateInfo()
        update.title = "another"
        try world.change(
            .updateInfo(update), .moveProduct(.init(productID: "p1", position: 2)), in: room)
        let changes = try world.machine.takeChanges(through: world.index)
        #expect(Self.indexChanges(changes).isEmpty)
    }

    @Test func aProductWritesOneEntryHoweverLargeTheBag() throws {
        var world = try RoomWorld()
        let room = try world.makeShow()
        world.flush()
        try world.change(.addProducts(.init(products: [NewProduct(id: "p7")])), in: room)
        let changes = try world.machine.takeChanges(through: world.index)
        #expect(Self.indexChanges(changes).count == 1)
    }

    // What is undone before the store leaves nothing to write.
    @Test func whatComesAndGoesBetweenTwoStoresWritesNoEntries() throws {
        var world = try RoomWorld()
        let room = try world.makeShow()
        world.flush()
        try world.change(.pinProduct(.init(productID: "p2")), in: room)
        try world.change(.unpinProduct("p2"), in: room)
        try world.change(.pause, in: room)
        try world.change(.resume, in: room)
        let changes = try world.machine.takeChanges(through: world.index)
        #expect(Self.indexChanges(changes).isEmpty)
    }

    // The audit can fail: a lost entry, a stale one, a lost chunk of a ring.
    @Test func theAuditFindsWhatIsWrong() throws {
        var world = try RoomWorld()
        let room = try world.makeShow()
        world.flush()
        #expect(try StateAudit.findings(in: world.store) == [])
        let entries = world.store.all.filter { $0.key.first == StateKey.Table.index.rawValue }
        for entry in entries {
            world.store.write([StateChange(key: entry.key, value: nil)])
            #expect(try StateAudit.findings(in: world.store).count == 1)
            world.store.write([StateChange(key: entry.key, value: entry.value)])
        }
        let last = try #require(entries.last)
        world.store.write([StateChange(key: last.key + [0x31], value: [])])
        #expect(try StateAudit.findings(in: world.store).count == 1)
        world.store.write([StateChange(key: last.key + [0x31], value: nil)])
        // The room moves on in its records and not in its ring.
        var later = try world.room(room)
        later.head.revisions.room += 1
        world.store.write(RoomRecords.changes(writing: later))
        #expect(try StateAudit.findings(in: world.store).count == 1)
    }
}
