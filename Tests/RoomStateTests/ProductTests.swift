import RoomState
import Testing

@Suite struct ProductTests {
    private static func ids(_ room: Room) -> [ProductID] { room.products.bag.map(\.id) }

    @Test func productsAreAddedMovedAndRemoved() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(
            .addProducts(.init(products: [.init(id: "p4", sellerID: "shop")], position: 0)),
            in: id, as: "carl")
        var room = try world.room(id)
        #expect(Self.ids(room) == ["p4", "p1", "p2", "p3", "p9"])
        #expect(room.products.bag[0].addedBy == "carl")
        #expect(room.products.bag[0].addedAt == world.time)
        try world.change(.moveProduct(.init(productID: "p4", position: 4)), in: id)
        try world.change(.moveProduct(.init(productID: "p3", position: 1)), in: id)
        #expect(try Self.ids(world.room(id)) == ["p1", "p3", "p2", "p9", "p4"])
        #expect(
            try world.run(.moveProduct(.init(productID: "p3", position: 1)), in: id)
                .receipt.changed == false)
        try world.change(.removeProducts(["p3", "p4"]), in: id)
        room = try world.room(id)
        #expect(Self.ids(room) == ["p1", "p2", "p9"])
        #expect(room.head.revisions.stage < room.head.revisions.products)
    }

    // A removed product leaves the pins and the spotlight with it.
    @Test func removalUnpinsAndClosesTheSpotlight() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.setSpotlight(.init(productID: "p1")), in: id)
        try world.change(.removeProducts(["p1"]), in: id)
        let room = try world.room(id)
        #expect(room.products.pinned == [])
        #expect(room.products.spotlight == nil)
        #expect(room.products.segments.map(\.endReason) == [.productRemoved])
        #expect(
            world.machine.changes.last?.events.map(\.name)
                == ["spotlight.ended", "product.unpinned", "product.removed"])
    }

    @Test func pinsKeepTheirOrder() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.pinProduct(.init(productID: "p2", position: 0)), in: id, as: "hana")
        #expect(try world.room(id).products.pinned == ["p2", "p1"])
        let again = try world.run(.pinProduct(.init(productID: "p2", position: 1)), in: id).receipt
        #expect(!again.changed)
        let evicted = try world.change(
            .pinProduct(.init(productID: "p3", position: 0, onFull: .evictLast)), in: id)
        #expect(try world.room(id).products.pinned == ["p3", "p2"])
        #expect(evicted.revision == again.revision + 1)
        try world.change(.unpinProduct("p2"), in: id)
        #expect(try world.run(.unpinProduct("p2"), in: id).receipt.changed == false)
        #expect(try world.run(.unpinProduct("p7"), in: id).receipt.changed == false)
    }

    // `room pin ID PRODUCT` of the command line: the product comes along and is added once.
    @Test func pinAddsTheProductThatComesAlong() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let pin = RoomOperation.pinProduct(
            .init(productID: "p4", product: .init(id: "p4", title: "first")))
        try world.change(pin, in: id)
        #expect(try Self.ids(world.room(id)) == ["p1", "p2", "p3", "p9", "p4"])
        #expect(try world.run(pin, in: id).receipt.changed == false)
        try world.change(.unpinProduct("p4"), in: id)
        let renamed = RoomOperation.pinProduct(
            .init(productID: "p4", product: .init(id: "p4", title: "second")))
        try world.change(renamed, in: id)
        #expect(try world.room(id).products.bag[4].title == "first")
    }

    // The whole bag in a new order, in one step; pins and spotlight keep theirs. An order that was
    // made from an older bag is refused before it is looked at.
    @Test func bagIsReordered() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.setSpotlight(.init(productID: "p2", pin: true)), in: id)
        let order: [ProductID] = ["p9", "p3", "p2", "p1"]
        var command = try world.command([.reorderProducts(order)], in: id, as: "carl")
        #expect(try world.apply(command).receipt.changed)
        #expect(try Self.ids(world.room(id)) == order)
        #expect(try world.room(id).products.pinned == ["p1", "p2"])
        #expect(try world.room(id).products.spotlight?.productID == "p2")
        #expect(try world.apply(command).reason == .revisionMismatch)
        command = try world.command([.reorderProducts(order)], in: id)
        #expect(try world.apply(command).receipt.changed == false)
        try world.reopen()
        #expect(try Self.ids(world.room(id)) == order)
        let rejection = try world.run(.reorderProducts(["p9", "p3", "p2"]), in: id).rejection
        #expect(rejection.detail("product_id") == "p1")
        #expect(rejection.detail("fault") == "missing")
    }

    // The spotlight writes history: each product that was shown, by whom, from when to when.
    @Test func spotlightWritesSegments() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let first = try world.change(.setSpotlight(.init(productID: "p1")), in: id, as: "hana")
        world.pass(milliseconds: 700)
        let again = try world.run(.setSpotlight(.init(productID: "p1")), in: id).receipt
        #expect(!again.changed)
        #expect(again.mintedIDs == first.mintedIDs, "the open segment is named")
        try world.change(.setSpotlight(.init(productID: "p2", pin: true)), in: id, as: "carl")
        try world.change(.pause, in: id)
        world.pass(milliseconds: 300)
        try world.change(.clearSpotlight, in: id, as: "hana")
        #expect(try world.run(.clearSpotlight, in: id).receipt.changed == false)
        let products = try world.room(id).products
        #expect(products.segments.map(\.endReason) == [.replaced, .cleared])
        #expect(products.segments.map(\.spotlight.by) == ["hana", "carl"])
        #expect(products.segments[0].spotlight.segmentID == first.mintedIDs.first)
        #expect(products.segments[0].endedAt == products.segments[1].spotlight.startedAt)
        #expect(products.pinned == ["p1", "p2"])
    }

    @Test func segmentsAreTheLastTwoHundred() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        for round in 0..<Limits.segments + 5 {
            let product: ProductID = round % 2 == 0 ? "p1" : "p2"
            try world.change(.setSpotlight(.init(productID: product)), in: id)
        }
        let before = try world.room(id).products.segments
        #expect(before.count == Limits.segments)
        try world.change(.clearSpotlight, in: id)
        let after = try world.room(id).products.segments
        #expect(after.count == Limits.segments)
        #expect(Array(after.dropLast()) == Array(before.dropFirst()))
    }
}
