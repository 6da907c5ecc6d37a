import ByteCoding
import MemoryState
import RoomState
import SeededRandomness
import Testing

/// Lists and look-ups over what is stored, against plain loops over all rooms.
@Suite struct QueryTests {
    private struct Show {
        var store: MemoryState
        var rooms: [RoomID: Room] = [:]

        func ids(_ isWanted: (Room) -> Bool) -> [RoomID] {
            self.rooms.values.filter(isWanted).map(\.id).sorted()
        }
    }

    /// Some hundred rooms of random commands, in all states, stored.
    private static func makeShow(seed: UInt64) throws -> Show {
        var world = try RoomWorld()
        var generator = CommandGenerator(seed: seed)
        var rooms: [RoomID] = []
        for _ in 0..<6000 {
            world.pass(milliseconds: generator.pause() / 8)
            try world.apply(generator.command(rooms: rooms, at: world.time))
            rooms += world.machine.changes.filter { $0.revision == 1 }.map(\.roomID)
        }
        world.flush()
        var show = Show(store: world.store)
        for id in rooms { show.rooms[id] = try world.room(id) }
        return show
    }

    /// All pages of a list, one after the other.
    private static func all(
        size: Int, query: StableHash, _ page: (PageToken?) throws -> RoomPage
    ) throws -> [RoomID] {
        var ids: [RoomID] = []
        var token: PageToken?
        repeat {
            let page = try page(token)
            #expect(page.rooms.count <= size)
            ids += page.rooms.map(\.id)
            // As text, as callers hand it back.
            token = try page.next.map { try PageToken($0.text, of: query) }
        } while token != nil
        return ids
    }

    @Test func listsHoldWhatMatches() throws {
        let seed: UInt64 = 11
        let show = try Self.makeShow(seed: seed)
        var random = SeededGenerator(seed: seed)
        var found = 0
        for round in 0..<400 {
            let states = Room.State.allCases.filter { _ in random.oneIn(3) }
            let filter = RoomFilter(
                states: states, region: random.oneIn(3) ? "r\(random.below(4))" : "",
                tag: random.oneIn(3) ? "t\(random.below(4))" : "",
                owner: random.oneIn(4) ? random.pick(["anna", "bert", "nobody"]) : nil)
            let size = 1 + random.below(9)
            let listed = try Self.all(size: size, query: filter.hash) {
                try RoomPage.list(filter, size: size, after: $0, in: show.store)
            }
            #expect(listed == show.ids(filter.matches), "seed \(seed), round \(round)")
            found += listed.count
        }
        #expect(found > 1000, "the filters are too narrow: \(found)")
    }

    @Test func roomsAreFoundByWhoAndWhatIsInThem() throws {
        let show = try Self.makeShow(seed: 12)
        var found = 0
        func expect(_ place: RoomPlace, _ isWanted: (Room) -> Bool) throws {
            let ids = try Self.all(size: 2, query: place.hash) {
                try RoomPage.find(place, size: 2, after: $0, in: show.store)
            }
            #expect(ids == show.ids { $0.head.state != .ended && isWanted($0) }, "\(place)")
            found += ids.count
        }
        for user: UserID in ["anna", "bert", "cleo", "dora", "eric", "fina", "nobody"] {
            try expect(.host(user)) { $0.head.state.occupiesHost && $0.head.hostID == user }
            try expect(.seated(user)) { room in
                room.stage.seats.contains { $0.occupant?.userID == user }
            }
            try expect(.invited(user)) { $0.stage.invites.contains { $0.userID == user } }
        }
        for product: ProductID in ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p99"] {
            try expect(.bag(product)) { $0.products.position(of: product) != nil }
            try expect(.pinned(product)) { $0.products.pinned.contains(product) }
            try expect(.spotlight(product)) { $0.products.spotlight?.productID == product }
        }
        #expect(found > 20, "too little is in the rooms: \(found)")
    }

    // A list of which nearly nothing matches ends its pages all the same, and goes on from there.
    @Test func aPageLooksAtABoundedNumberOfRooms() throws {
        var world = try RoomWorld()
        let count = 2500
        for number in 0..<count {
            world.pass(milliseconds: 1)
            let room = try world.create(
                RoomOperation.Create(
                    ownerID: UserID("o\(number)")!, info: RoomInfo(title: "x", region: "here")))
            if number != count - 1 { try world.change(.end, in: room) }
        }
        world.flush()
        // Regions of ended rooms have no index, so all of them are looked at.
        let filter = RoomFilter(states: [.scheduled, .ended], region: "elsewhere")
        let first = try RoomPage.list(filter, size: 5, after: nil, in: world.store)
        #expect(first.rooms.isEmpty)
        let next = try #require(first.next)
        #expect(try RoomPage.list(filter, size: 5, after: next, in: world.store).next == nil)
    }

    @Test func aTokenOfAnotherQuestionIsRefused() throws {
        let filter = RoomFilter(region: "r1")
        let token = PageToken(after: "123", of: filter.hash)
        #expect(try PageToken(token.text, of: filter.hash) == token)
        #expect(throws: InvalidField.self) {
            try PageToken(token.text, of: RoomFilter(region: "r2").hash)
        }
        for text in ["", "0", "zz", "00", token.text + "00", token.text.uppercased() + "A"] {
            #expect(throws: InvalidField.self) { try PageToken(text, of: filter.hash) }
        }
        // The same filter in other words has the same tokens.
        #expect(
            RoomFilter(states: [.live, .scheduled, .live]).hash
                == RoomFilter(states: [.scheduled, .live]).hash)
    }

    // Tokens come from outside: none of these crashes, and what is accepted is canonical.
    @Test func damagedTokensAreRefusedOrCanonical() {
        let hash = RoomFilter().hash
        let seed: UInt64 = 3
        var mutator = Mutator(seed: seed)
        for round in 0..<10_000 {
            let bytes = mutator.mutate(Array(PageToken(after: "4711", of: hash).text.utf8))
            let text = String(decoding: bytes, as: UTF8.self)
            guard let token = try? PageToken(text, of: hash) else { continue }
            #expect(token.text == text, "seed \(seed), round \(round)")
        }
    }
}
