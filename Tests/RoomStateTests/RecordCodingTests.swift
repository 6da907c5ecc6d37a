import ByteCoding
import MemoryState
import RoomState
import SeededRandomness
import Testing

private let seed: UInt64 = 2026

@Suite struct RecordCodingTests {
    /// A room with something in each of its records, and its database.
    private static func makeRoom() throws -> (room: Room, store: MemoryState) {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "ida", seatIndex: 2)), in: id, as: "hana")
        try world.change(.setSpotlight(.init(productID: "p1")), in: id, as: "hana")
        try world.change(.setSpotlight(.init(productID: "p2")), in: id)
        try world.change(.requestSeat(.init(userID: "rita", note: "été")), in: id)
        try world.change(.requestSeat(.init(userID: "rosa")), in: id)
        try world.change(.cancelRequest("rita"), in: id)
        world.flush()
        return (try world.room(id), world.store)
    }

    @Test func roomSurvivesItsRecords() throws {
        let (room, store) = try Self.makeRoom()
        #expect(try RoomRecords.room(room.id, in: store) == room)
        let copy = MemoryState()
        copy.write(RoomRecords.changes(writing: room))
        #expect(try RoomRecords.room(room.id, in: copy) == room)
        #expect(try RoomRecords.room("404", in: store) == nil)
    }

    // A pin rewrites the head and the showcase, and neither products nor stage. The index of
    // pinned products loses one entry and gains one; the ring gets both changes as one chunk.
    @Test func pinRewritesTwoRecords() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        world.flush()
        try world.change(.pinProduct(.init(productID: "p2")), in: id)
        try world.change(.unpinProduct("p1"), in: id)
        let changes = try world.machine.takeChanges(through: world.index)
        let tables = changes.compactMap(\.key.first).map(StateKey.Table.init(rawValue:))
        #expect(tables == [.room, .room, .index, .index, .events])
        #expect(Set(changes.map(\.key)).count == 5)
        #expect(try world.machine.takeChanges(through: world.index).isEmpty)
    }

    // Rooms were stored before anybody could ask for a seat: without a record of requests, and
    // with the record of the stage as it still is.
    @Test func roomStoredBeforeThereWereRequestsIsRead() throws {
        var world = try RoomWorld()
        var settings = RoomSettings()
        settings.guestSeats = 2
        let id = try world.create(
            .init(ownerID: "olga", info: RoomInfo(title: "Old"), settings: settings))
        world.flush()
        let records = world.store.all.filter { $0.key.first == StateKey.Table.room.rawValue }
        let requests = try #require(records.last)
        #expect(requests.value == [1, 0, 0])
        #expect(records.contains { $0.value == [1, 3, 0, 0, 0, 0, 0, 0, 0] }, "the stage")

        let old = MemoryState()
        old.write(records.dropLast().map { StateChange(key: $0.key, value: $0.value) })
        #expect(try RoomRecords.room(id, in: old) == world.room(id))
    }

    // A request rewrites the head and the requests, not the seats, and brings its deadline and its
    // event; numbers are used once, also when the node restarts between two requests.
    @Test func requestRewritesTwoRecordsAndBringsADeadlineAndAnEvent() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        world.flush()
        try world.change(.requestSeat(.init(userID: "rita")), in: id)
        #expect(try world.machine.takeChanges(through: world.index).count == 4)
        try world.change(.cancelRequest("rita"), in: id)
        try world.change(.requestSeat(.init(userID: "rosa")), in: id)
        #expect(try world.room(id).stage.requests.map(\.number) == [2])
        world.flush()
        try world.change(.cancelRequest("rosa"), in: id)
        try world.reopen()
        try world.change(.requestSeat(.init(userID: "rita")), in: id)
        #expect(try world.room(id).stage.requests.map(\.number) == [3])
    }

    // One room's id begins another's: their records are not mixed up.
    @Test func prefixOfAnIDIsAnotherRoom() throws {
        var room = try Self.makeRoom().room
        let store = MemoryState()
        room.head.id = "12"
        store.write(RoomRecords.changes(writing: room))
        var longer = room
        longer.head.id = "123"
        longer.products = Products()
        store.write(RoomRecords.changes(writing: longer))
        #expect(try RoomRecords.room("12", in: store) == room)
        #expect(try RoomRecords.room("123", in: store) == longer)
        #expect(try RoomRecords.room("1", in: store) == nil)
    }

    // Damaged or lost records are refused, or are the one encoding of another room.
    @Test func damagedRecordsAreRefusedOrCanonical() throws {
        let (room, _) = try Self.makeRoom()
        let records = RoomRecords.changes(writing: room)
        var mutator = Mutator(seed: seed)
        var accepted = 0
        for round in 0..<20_000 {
            let victim = mutator.random.below(records.count)
            var damaged = records
            if round % 50 == 0 {
                damaged[victim].value = nil
            } else {
                damaged[victim].value = mutator.mutate(records[victim].value ?? [])
            }
            let store = MemoryState()
            store.write(damaged)
            guard let decoded = try? RoomRecords.room(room.id, in: store) else { continue }
            accepted += 1
            let again = MemoryState()
            again.write(RoomRecords.changes(writing: decoded))
            #expect(Self.meaning(of: again) == Self.meaning(of: store), "seed \(seed), \(round)")
            _ = decoded.checkInvariants()
        }
        #expect(accepted > 500, "the mutations are too coarse: \(accepted)")
    }

    /// Records of a bag without products, of no segments and the like may be absent.
    private static func meaning(of store: MemoryState) -> [StatePair] {
        store.all.filter { $0.value != [1, 0] && $0.value != [1, 0, 0] }
    }

    // The packs of requests: opening and searching damaged ones fails cleanly or finds something.
    @Test func damagedPacksAreRefusedOrRead() throws {
        var mutator = Mutator(seed: seed)
        let keys = (0..<5).map { RequestKey(bytes: [UInt8](repeating: UInt8($0), count: 20)) }
        let intact = MemoryState()
        var log = try RequestLog(reader: intact)
        for (number, key) in keys.enumerated() {
            log.append(
                RequestRecord(
                    key: key, fingerprint: .zero, expiresAt: GroupTime(milliseconds: 10),
                    outcome: CodingTests.outcomes[number].encoded()), entry: 1)
        }
        var changes: [StateChange] = []
        log.takeChanges(at: .zero, into: &changes)
        let pack = try #require(changes.first)
        var opened = 0
        for _ in 0..<10_000 {
            let store = MemoryState()
            store.write([StateChange(key: pack.key, value: mutator.mutate(pack.value ?? []))])
            guard let damaged = try? RequestLog(reader: store) else { continue }
            opened += 1
            for key in keys {
                _ = try? damaged.record(under: key, at: .zero, in: store)
            }
        }
        #expect(opened > 500, "the mutations are too coarse: \(opened)")
    }

    // A key that is not eight bytes behind its table is no pack.
    @Test func packUnderAForeignKeyIsRefused() throws {
        let store = MemoryState()
        store.write([StateChange(key: [StateKey.Table.requests.rawValue, 1], value: [1])])
        #expect(throws: StateReadFailure.self) { try RequestLog(reader: store) }
    }
}
