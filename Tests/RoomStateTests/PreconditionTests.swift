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
