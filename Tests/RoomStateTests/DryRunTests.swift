import RoomState
import Testing

@Suite struct DryRunTests {
    private static func judge(
        _ command: RoomCommand, in world: inout RoomWorld, hosting: [UserID: RoomID] = [:]
    ) throws -> RoomDryRun {
        var room: Room?
        if case .room(let id) = command.target { room = try world.machine.room(id) }
        return try RoomDryRun.judge(command, room: room, at: world.nextContext) { hosting[$0] }
    }

    // A dry run tells what would be, and nothing of it is.
    @Test func dryRunKeepsNothing() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        try world.change(.invite(.init(userID: "ida")), in: id)
        world.pass(milliseconds: 30_000)
        let before = try world.room(id)
        let digest = world.machine.digest
        let pause = RoomCommand(caller: "test", target: .room(id), operations: [.pause])
        var dry = try Self.judge(pause, in: &world)
        #expect(dry.wouldApply)
        #expect(dry.wouldChange)
        let accept = RoomCommand(
            caller: "test", target: .room(id), operations: [.acceptInvite("ida")])
        dry = try Self.judge(accept, in: &world)
        #expect(dry.failures.map(\.reason) == [.inviteExpired])
        #expect(dry.failures.first?.opIndex == 0)
        #expect(!dry.wouldApply)
        #expect(!dry.wouldChange)
        #expect(try world.room(id) == before)
        #expect(world.machine.digest == digest)
    }

    // Every precondition that does not hold is told, in the order of the protocol; the operations
    // are judged only when all hold.
    @Test func allFailingPreconditionsAreTold() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        var command = RoomCommand(
            caller: "test", target: .room(id), operations: [.unpinProduct("p3"), .resume])
        command.preconditions.revision = 1
        command.preconditions.infoRevision = 1
        command.preconditions.hostID = "carl"
        command.preconditions.spotlight = .empty
        command.preconditions.state = .paused
        command.preconditions.etag = RoomETag(uid: RoomUID(group: 1, index: 1), revision: 2)
        var dry = try Self.judge(command, in: &world)
        #expect(
            dry.failures.map { $0.detail("field") } == ["revision", "host_id", "state", "etag"])
        command.preconditions = Preconditions()
        dry = try Self.judge(command, in: &world)
        #expect(dry.failures.map(\.reason) == [.notPaused])
        #expect(dry.failures.first?.opIndex == 1)
        command.operations = []
        dry = try Self.judge(command, in: &world)
        #expect(dry.failures.first?.detail("field") == "operations")
        command.target = .room("404")
        command.operations = [.pause]
        #expect(try Self.judge(command, in: &world).failures.map(\.reason) == [.roomNotFound])
    }

    // Who hosts elsewhere is asked of whoever knows.
    @Test func otherRoomOfTheHostIsLookedUp() throws {
        var world = try RoomWorld()
        let show = try world.makeShow()
        let create = RoomOperation.create(
            .init(ownerID: "hana", info: RoomInfo(title: "Second"), start: true))
        let command = RoomCommand(caller: "test", target: .newRoom, operations: [create])
        #expect(try Self.judge(command, in: &world).wouldChange)
        let refused = try Self.judge(command, in: &world, hosting: ["hana": show])
        #expect(refused.failures.map(\.reason) == [.hostAlreadyLive])
        #expect(refused.failures.first?.detail("room_id") == show.rawValue)
    }

    // Random commands are judged first and applied then: both say the same.
    @Test func dryRunAgreesWithApply() throws {
        var world = try RoomWorld()
        var generator = CommandGenerator(seed: 7)
        var rooms: [RoomID] = []
        var hosting: [UserID: RoomID] = [:]
        var applied = 0
        for number in 0..<12_000 {
            world.pass(milliseconds: generator.pause())
            var command = generator.command(rooms: rooms, at: world.time)
            // A dry run knows nothing of requests.
            command.requestID = nil
            command.notAfter = nil
            let dry = try Self.judge(command, in: &world, hosting: hosting)
            let outcome = try world.apply(command)
            let story = Comment("seed 7, command \(number): \(command)")
            switch outcome.result {
            case .applied(let receipt):
                #expect(dry.wouldApply, story)
                #expect(dry.wouldChange == receipt.changed, story)
                applied += 1
            case .rejected(var rejection):
                if command.target == .newRoom, rejection.reason == .roomNotLive {
                    // Of a room that came to nothing, only apply has an id.
                    rejection.details.removeAll { $0.key == "room_id" }
                }
                #expect(dry.failures.first == rejection, story)
            }
            for change in world.machine.changes {
                let room = try world.room(change.roomID)
                if room.revision == 1 { rooms.append(room.id) }
                generator.learn(room)
                hosting = hosting.filter { $0.value != room.id }
                if room.head.state.occupiesHost { hosting[room.head.hostID] = room.id }
            }
        }
        #expect(applied > 1500, "too tame: \(applied)")
    }
}
