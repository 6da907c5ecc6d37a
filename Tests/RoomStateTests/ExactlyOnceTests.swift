import ByteCoding
import MemoryState
import RoomState
import Testing

@Suite struct ExactlyOnceTests {
    /// A pause with a request id, to be decided within `seconds` of now.
    private static func pause(
        _ room: RoomID, in world: RoomWorld, request: RequestID = "r1", seconds: UInt64 = 30
    ) -> RoomCommand {
        var command = RoomCommand(caller: "test", target: .room(room), operations: [.pause])
        command.requestID = request
        command.notAfter = world.time.advanced(bySeconds: seconds)
        return command
    }

    // The first decision is final: after the room was resumed, the repetition of the pause does
    // not pause it again, also when the node restarted in between.
    @Test(arguments: [false, true])
    func repetitionReturnsTheFirstOutcome(reopens: Bool) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let command = Self.pause(id, in: world)
        let first = try world.apply(command)
        #expect(!first.replayed)
        try world.change(.resume, in: id)
        if reopens { try world.reopen() }
        world.pass(milliseconds: 89_999)
        let second = try world.apply(command)
        #expect(second.replayed)
        #expect(second.result == first.result)
        #expect(try world.room(id).head.state == .live)
    }

    // Refusals and no-ops are decisions too.
    @Test func rejectionAndNoOpAreRemembered() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        var resume = Self.pause(id, in: world, request: "resume")
        resume.operations = [.resume]
        var unpin = Self.pause(id, in: world, request: "unpin")
        unpin.operations = [.unpinProduct("p2")]
        #expect(try world.apply(resume).reason == .notPaused)
        #expect(try world.apply(unpin).receipt.changed == false)
        try world.change(.pause, .pinProduct(.init(productID: "p2")), in: id)
        try world.reopen()
        let again = try world.apply(resume)
        #expect(again.replayed)
        #expect(again.reason == .notPaused)
        let noOp = try world.apply(unpin)
        #expect(noOp.replayed)
        #expect(try noOp.receipt.changed == false)
        #expect(try world.room(id).products.pinned == ["p1", "p2"])
    }

    // Another command or another deadline under the same id is a mistake of the caller; the same
    // id of another caller or for another room is another request.
    @Test func otherCommandUnderTheSameIDIsRefused() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let command = Self.pause(id, in: world)
        try world.apply(command)
        var resume = command
        resume.operations = [.resume]
        #expect(try world.apply(resume).reason == .requestIDReused)
        var later = command
        later.notAfter = command.notAfter?.advanced(bySeconds: 1)
        #expect(try world.apply(later).reason == .requestIDReused)
        var asHost = command
        asHost.actor = "hana"
        #expect(try world.apply(asHost).reason == .requestIDReused)

        var foreign = command
        foreign.caller = "other"
        #expect(try world.apply(foreign).receipt.changed == false)
        var elsewhere = command
        elsewhere.target = .room("404")
        #expect(try world.apply(elsewhere).reason == .roomNotFound)
        #expect(try world.apply(command).replayed)
    }

    // A creation is remembered under its owner, so a repetition finds the room it made.
    @Test func creationHappensOnce() throws {
        var world = try RoomWorld()
        var command = RoomCommand(
            caller: "test", target: .newRoom,
            operations: [.create(.init(ownerID: "olga", info: RoomInfo(title: "Show")))])
        command.requestID = "c1"
        command.notAfter = world.time.advanced(bySeconds: 30)
        let first = try world.apply(command)
        try world.reopen()
        let second = try world.apply(command)
        #expect(second.replayed)
        #expect(try second.receipt.roomID == first.receipt.roomID)
        #expect(world.machine.roomCount == 1)
        command.operations = [.create(.init(ownerID: "otto", info: RoomInfo(title: "Show")))]
        #expect(try world.apply(command).receipt.roomID != first.receipt.roomID)
    }

    // Without a record: in time it is decided, from not_after on it never will be, and whether an
    // earlier attempt was is certain only while its record would live.
    @Test(
        arguments: [
            (29_999, nil), (30_000, RoomRejection.Effect.notApplied), (89_999, .notApplied),
            (90_000, .unknown), (10_000_000, .unknown),
        ] as [(UInt64, RoomRejection.Effect?)])
    func lateCommandExpires(delay: UInt64, effect: RoomRejection.Effect?) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let command = Self.pause(id, in: world)
        world.pass(milliseconds: delay)
        let outcome = try world.apply(command)
        guard let effect else {
            #expect(try outcome.receipt.changed)
            return
        }
        #expect(try outcome.rejection.reason == .requestExpired)
        #expect(try outcome.rejection.effect == effect)
        #expect(try world.room(id).head.state == .live)
    }

    // Record first, deadline second: what was decided in time is told until the record dies, and
    // the id is free again afterwards, restart or not.
    @Test(arguments: [false, true])
    func recordLivesSixtySecondsBeyondTheDeadline(reopens: Bool) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let command = Self.pause(id, in: world)
        try world.apply(command)
        if reopens { try world.reopen() }
        world.pass(milliseconds: 89_999)
        #expect(try world.apply(command).replayed)
        world.pass(milliseconds: 1)
        let dead = try world.apply(command)
        #expect(try dead.rejection.reason == .requestExpired)
        #expect(try dead.rejection.effect == .unknown)
        let fresh = Self.pause(id, in: world)
        #expect(try world.apply(fresh).receipt.changed == false)
        if reopens { try world.reopen() }
        #expect(try world.apply(fresh).replayed)
    }

    // Ten minutes ahead is the most; one millisecond more is refused and not remembered.
    @Test func deadlineFarAheadIsRefused() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        var command = Self.pause(id, in: world, seconds: 600)
        command.notAfter = GroupTime(milliseconds: world.time.milliseconds + 600_001)
        let rejection = try world.apply(command).rejection
        #expect(rejection.reason == .invalidField)
        #expect(rejection.detail("field") == "not_after")
        world.pass(milliseconds: 1)
        #expect(try world.apply(command).receipt.changed)
    }

    // Dead packs leave the database in the batch after their last record died; living ones stay.
    @Test func deadPacksAreDeleted() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.apply(Self.pause(id, in: world, request: "short", seconds: 1))
        world.flush()
        try world.apply(Self.pause(id, in: world, request: "long", seconds: 500))
        world.flush()
        #expect(Self.packs(in: world) == 2)
        world.pass(milliseconds: 61_000)
        try world.run(.pause, in: id)
        world.flush()
        #expect(Self.packs(in: world) == 1)
        world.pass(milliseconds: 499_000)
        try world.run(.pause, in: id)
        world.flush()
        #expect(Self.packs(in: world) == 0)
    }

    // A hundred decisions between two batches take one key.
    @Test func decisionsOfABatchShareOneKey() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        for number in 0..<100 {
            let request = try #require(RequestID("r\(number)"))
            try world.apply(Self.pause(id, in: world, request: request))
        }
        world.flush()
        #expect(Self.packs(in: world) == 1)
        try world.reopen()
        #expect(try world.apply(Self.pause(id, in: world, request: "r57")).replayed)
    }

    private static func packs(in world: RoomWorld) -> Int {
        world.store.all.filter { $0.key.first == StateKey.Table.requests.rawValue }.count
    }
}
