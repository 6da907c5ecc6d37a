import RoomState
import Testing

@Suite struct PreconditionTests {
    /// One field set to something that does not hold of the show, and how that is told.
    struct Mismatch: CustomTestStringConvertible, Sendable {
        let field: String
        let reason: RejectionReason
        let set: @Sendable (inout Preconditions) -> Void

        var testDescription: String { self.field }
    }

    static let mismatches: [Mismatch] = [
        Mismatch(field: "revision", reason: .revisionMismatch) { $0.revision = 2 },
        Mismatch(field: "info_revision", reason: .revisionMismatch) { $0.infoRevision = 2 },
        Mismatch(field: "stage_revision", reason: .revisionMismatch) { $0.stageRevision = 1 },
        Mismatch(field: "products_revision", reason: .revisionMismatch) { $0.productsRevision = 1 },
        Mismatch(field: "host_id", reason: .preconditionMismatch) { $0.hostID = "carl" },
        Mismatch(field: "spotlight_product_id", reason: .preconditionMismatch) {
            $0.spotlight = .product("p1")
        },
        Mismatch(field: "state", reason: .preconditionMismatch) { $0.state = .paused },
        Mismatch(field: "etag", reason: .revisionMismatch) {
            $0.etag = RoomETag(uid: RoomUID(group: 1, index: 1), revision: 2)
        },
        Mismatch(field: "etag", reason: .preconditionMismatch) {
            $0.etag = RoomETag(uid: RoomUID(group: 1, index: 2), revision: 3)
        },
    ]

    @Test(arguments: Self.mismatches)
    func mismatchIsToldWithBothValues(_ mismatch: Mismatch) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let before = try world.room(id)
        var command = RoomCommand(caller: "test", target: .room(id), operations: [.pause])
        mismatch.set(&command.preconditions)
        let rejection = try world.apply(command).rejection
        #expect(rejection.reason == mismatch.reason)
        #expect(rejection.detail("field") == mismatch.field)
        #expect(rejection.detail("expected") != rejection.detail("actual"))
        #expect(rejection.opIndex == nil)
        #expect(try world.room(id) == before)
    }

    // A pin does not conflict with a co-host joining: each looks at its own section.
    @Test func sectionsAreIndependent() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let read = try world.room(id)
        try world.change(.seatUser(.init(userID: "gina")), in: id)
        var command = RoomCommand(
            caller: "test", target: .room(id), operations: [.pinProduct(.init(productID: "p2"))])
        command.preconditions.infoRevision = read.head.revisions.info
        command.preconditions.productsRevision = read.head.revisions.products
        command.preconditions.hostID = "hana"
        command.preconditions.spotlight = .empty
        command.preconditions.state = .live
        #expect(try world.apply(command).receipt.changed)
        #expect(try world.apply(command).reason == .revisionMismatch)
    }

    // What a reader was given holds until the next change, and is told again by it.
    @Test func etagHoldsUntilTheNextChange() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let etag = try world.room(id).etag
        #expect("\(etag)" == "1-1-3")
        var command = RoomCommand(caller: "test", target: .room(id), operations: [.pause])
        command.preconditions.etag = try RoomETag("1-1-3", field: "preconditions.etag")
        let receipt = try world.apply(command).receipt
        #expect(try receipt.etag == world.room(id).etag)
        let rejection = try world.apply(command).rejection
        #expect(rejection.reason == .revisionMismatch)
        #expect(rejection.detail("expected") == "1-1-3")
        #expect(rejection.detail("actual") == "1-1-4")
    }

    @Test(arguments: ["", "1-2", "1-2-3-4", "1-2-", "+1-2-3", "01-2-3", "1-2-3 ", "a-b-c"])
    func textThatIsNoEtagIsRefused(_ text: String) throws {
        #expect(RoomETag(text) == nil)
        let failure = #expect(throws: InvalidField.self) {
            try RoomETag(text, field: "preconditions.etag")
        }
        #expect(failure?.field == "preconditions.etag")
    }

    // Nothing can make a precondition hold of an ended room, so that is said first.
    @Test func endedRoomIsToldBeforePreconditions() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.end, in: id)
        var command = RoomCommand(caller: "test", target: .room(id), operations: [.end, .pause])
        command.preconditions.revision = 1
        let rejection = try world.apply(command).rejection
        #expect(rejection.reason == .roomEnded)
        #expect(rejection.opIndex == 1)
    }
}
