import ByteCoding
import MemoryState
import RoomState
import Testing

@Suite struct SettleTests {
    private static func pause(_ room: RoomID, in world: RoomWorld) -> RoomCommand {
        var command = RoomCommand(caller: "test", target: .room(room), operations: [.pause])
        command.requestID = "r1"
        command.notAfter = world.time.advanced(bySeconds: 30)
        return command
    }

    private static func settlement(of command: RoomCommand) throws -> Settlement {
        let target: Settlement.Target
        switch command.target {
        case .room(let id): target = .room(id)
        case .newRoom:
            guard case .create(let create)? = command.operations.first else {
                throw UnexpectedOutcome()
            }
            target = .creation(owner: create.ownerID)
        }
        return Settlement(
            caller: command.caller, target: target,
            requestID: try #require(command.requestID), notAfter: try #require(command.notAfter))
    }

    // What was decided is told again, as long as it is remembered, restart or not.
    @Test(arguments: [false, true])
    func decidedRequestIsToldAgain(reopens: Bool) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let pause = Self.pause(id, in: world)
        let first = try world.apply(pause)
        var resume = pause
        resume.requestID = "r2"
        resume.operations = [.pause, .start(.fail)]
        let refused = try world.apply(resume)
        if reopens { try world.reopen() }
        world.pass(milliseconds: 89_999)
        let settled = try world.apply(try Self.settlement(of: pause))
        #expect(settled.replayed)
        #expect(settled.result == first.result)
        let rejected = try world.apply(try Self.settlement(of: resume))
        #expect(rejected.replayed)
        #expect(rejected.result == refused.result)
        #expect(try !rejected.rejection.isVoided)
        #expect(world.machine.changes.isEmpty)
    }

    // What was not decided never will be: the attempt that was on its way finds its id voided.
    @Test(arguments: [false, true])
    func undecidedRequestIsVoided(reopens: Bool) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let pause = Self.pause(id, in: world)
        let settlement = try Self.settlement(of: pause)
        let voided = try world.apply(settlement)
        #expect(!voided.replayed)
        #expect(try voided.rejection.isVoided)
        #expect(try voided.rejection.effect == .notApplied)
        if reopens { try world.reopen() }
        world.pass(milliseconds: 1000)
        let late = try world.apply(pause)
        #expect(late.replayed)
        #expect(try late.rejection.reason == .requestExpired)
        #expect(try late.rejection.effect == .notApplied)
        #expect(try late.rejection.message.contains("settled as not applied"))
        #expect(try world.room(id).head.state == .live)
        let again = try world.apply(settlement)
        #expect(again.replayed)
        #expect(again.result == voided.result)
        // The same id of another caller is another request.
        var foreign = pause
        foreign.caller = "other"
        #expect(try world.apply(foreign).receipt.changed)
    }

    // A creation is found under its owner.
    @Test func creationIsSettledUnderItsOwner() throws {
        var world = try RoomWorld()
        var create = RoomCommand(
            caller: "test", target: .newRoom,
            operations: [.create(.init(ownerID: "olga", info: RoomInfo(title: "Show")))])
        create.requestID = "c1"
        create.notAfter = world.time.advanced(bySeconds: 30)
        let first = try world.apply(create)
        var settlement = try Self.settlement(of: create)
        #expect(try world.apply(settlement).result == first.result)
        settlement.target = .creation(owner: "otto")
        #expect(try world.apply(settlement).rejection.isVoided)
        create.operations = [.create(.init(ownerID: "otto", info: RoomInfo(title: "Show")))]
        #expect(try world.apply(create).reason == .requestExpired)
        #expect(world.machine.roomCount == 1)
    }

    // While a record would live, no record proves no effect; from then on nobody knows.
    @Test(
        arguments: [(0, true), (29_999, true), (30_000, true), (89_999, true), (90_000, false)]
            as [(UInt64, Bool)])
    func settlementIsCertainUntilARecordWouldDie(delay: UInt64, isCertain: Bool) throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let settlement = try Self.settlement(of: Self.pause(id, in: world))
        world.pass(milliseconds: delay)
        let rejection = try world.apply(settlement).rejection
        #expect(rejection.reason == .requestExpired)
        #expect(rejection.isVoided == isCertain)
        #expect(rejection.effect == (isCertain ? .notApplied : .unknown))
    }

    // The deadline is part of the request. With another one the id was used for something else,
    // whether it was decided or voided.
    @Test func otherDeadlineIsAnotherRequest() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let pause = Self.pause(id, in: world)
        try world.apply(pause)
        var settlement = try Self.settlement(of: pause)
        settlement.notAfter = settlement.notAfter.advanced(bySeconds: 1)
        #expect(try world.apply(settlement).reason == .requestIDReused)

        var other = pause
        other.requestID = "r2"
        try world.apply(try Self.settlement(of: other))
        other.notAfter = other.notAfter?.advanced(bySeconds: 1)
        #expect(try world.apply(other).reason == .requestIDReused)
        #expect(try world.apply(try Self.settlement(of: other)).reason == .requestIDReused)
    }

    // An attempt this far ahead is refused too, so there is nothing to settle.
    @Test func deadlineFarAheadIsRefused() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        var settlement = try Self.settlement(of: Self.pause(id, in: world))
        settlement.notAfter = GroupTime(milliseconds: world.time.milliseconds + 600_001)
        #expect(try world.apply(settlement).rejection.detail("field") == "not_after")
        settlement.caller = ""
        #expect(try world.apply(settlement).rejection.detail("field") == "caller")
    }

    // Voided ids die with the records they stand for, and leave the database.
    @Test func voidedIDsAreForgotten() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        let pause = Self.pause(id, in: world)
        try world.apply(try Self.settlement(of: pause))
        world.flush()
        world.pass(milliseconds: 90_000)
        let dead = try world.apply(pause).rejection
        #expect(dead.effect == .unknown)
        #expect(!dead.isVoided)
        world.flush()
        let packs = world.store.all.filter { $0.key.first == StateKey.Table.requests.rawValue }
        #expect(packs == [])
        let fresh = Self.pause(id, in: world)
        #expect(try world.apply(fresh).receipt.changed)
    }
}
