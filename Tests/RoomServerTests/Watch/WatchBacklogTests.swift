import Raft
import RoomReplica
import RoomServer
import RoomState
import Testing
import Watching

/// What is kept for watches that were not offered it yet, held against a plain list of changes.
@Suite struct WatchBacklogTests {
    private static func everyone(_: RoomID) -> WatchBacklog.Interest { .everyChange }

    /// What a watch of the target was not offered, out of the list.
    private static func expected(
        _ world: WatchWorld, of target: WatchPlan.Target, after index: LogIndex
    ) -> [AppliedChange] {
        world.changes(after: index, through: world.index).filter { change in
            if case .rooms(let rooms) = target {
                rooms.contains(change.change.roomID)
            } else {
                true
            }
        }
    }

    private static func places(_ changes: [RoomChange]) -> [String] {
        changes.map { "\($0.roomID) \($0.revision)" }
    }

    /// Adds what happens next, in batches of a few entries.
    private static func grow(
        _ world: inout WatchWorld, _ backlog: inout WatchBacklog, using dice: inout Dice
    ) {
        var batches: [WatchBatch] = []
        for _ in 0..<dice.below(3) + 1 {
            let before = world.index
            for _ in 0..<dice.below(3) + 1 { world.append(using: &dice) }
            let changes = world.changes(after: before, through: world.index)
            batches.append(WatchBatch(changes, through: world.index))
        }
        _ = backlog.append(batches, node: WatchWorld.node, interest: Self.everyone)
    }

    @Test(arguments: UInt64(1)...60)
    func everyWatchFindsWhatItWasNotOffered(_ seed: UInt64) {
        var dice = Dice(seed: seed)
        var world = WatchWorld(rooms: 4)
        var backlog = WatchBacklog()
        let targets: [WatchPlan.Target] =
            world.rooms.map { .rooms([$0]) } + [
                .rooms(Array(world.rooms[1...3])), .filter(RoomFilter()),
            ]
        var offered = targets.map { _ in LogIndex.zero }
        for _ in 0..<40 {
            Self.grow(&world, &backlog, using: &dice)
            for place in targets.indices where dice.below(3) > 0 {
                let rest = Self.expected(world, of: targets[place], after: offered[place])
                #expect(
                    backlog.count(of: targets[place], after: offered[place]) == rest.count,
                    "seed \(seed)")
                let part = backlog.part(
                    of: targets[place], after: offered[place], limit: dice.below(4) + 1)
                let due = rest.filter { $0.index <= part.through }
                #expect(
                    Self.places(part.items.map(\.change.change)) == Self.places(due.map(\.change)),
                    "seed \(seed)")
                #expect(part.through > offered[place] || rest.isEmpty, "seed \(seed)")
                offered[place] = part.through
            }
            backlog.drop(through: offered.min() ?? .zero)
            #expect(
                backlog.count
                    == world.changes(after: offered.min() ?? .zero, through: world.index).count,
                "seed \(seed)")
        }
        backlog.drop(through: world.index)
        #expect(backlog.count == 0)
        #expect(backlog.bytes == 0)
    }

    /// Ten changes of one room come together: who wants the latest is told the last one.
    @Test func ofManyChangesThatComeTogetherOnlyTheLastIsForTheLatest() {
        let changes = Self.changes(10)
        var backlog = WatchBacklog()
        _ = backlog.append(
            [WatchBatch(changes, through: LogIndex(10))], node: WatchWorld.node,
            interest: Self.everyone)
        let room = changes[0].change.roomID
        let part = backlog.part(of: .rooms([room]), after: .zero, limit: 100)
        #expect(part.items.map(\.isSuperseded) == Array(repeating: true, count: 9) + [false])
        #expect(part.through == LogIndex(10))
        #expect(backlog.bytes > 0)
    }

    @Test func whatNobodyWillBeToldIsNotKept() {
        let changes = Self.changes(10)
        var backlog = WatchBacklog()
        let batch = WatchBatch(changes, through: LogIndex(12))
        #expect(backlog.append([batch], node: WatchWorld.node) { _ in .nobody }.isEmpty)
        #expect(backlog.count == 0)
        #expect(backlog.through == LogIndex(12))
        _ = backlog.append([batch], node: WatchWorld.node) { _ in .latest }
        #expect(backlog.count == 1)
        #expect(backlog.bytes == 0)
    }

    @Test func fewChangesAreToldOneByOneToEverybody() {
        let changes = Self.changes(WatchLimits.latestChangesPerTurn)
        var backlog = WatchBacklog()
        let changed = backlog.append(
            [WatchBatch(changes, through: LogIndex(9))], node: WatchWorld.node
        ) { _ in .latest }
        #expect(changed == [changes[0].change.roomID])
        let part = backlog.part(of: .filter(RoomFilter()), after: .zero, limit: 100)
        #expect(part.items.allSatisfy { !$0.isSuperseded })
        #expect(part.items.count == changes.count)
    }

    /// Changes of one room, an entry each.
    private static func changes(_ count: Int) -> [AppliedChange] {
        (1...UInt64(count)).map { number in
            let change = RoomChange(
                roomID: WatchWorld(rooms: 1).rooms[0], revision: number, actor: nil,
                cause: .command, groupTime: GroupTime(milliseconds: 1_800_000_000_000),
                events: [.roomResumed])
            return AppliedChange(index: LogIndex(number), change: change, room: nil)
        }
    }
}

@Suite struct WatchAllowanceTests {
    /// Little is written: there is time for many updates. Much is: each change is told once.
    @Test func whatATurnMayTellShrinksWithWhatIsWritten() {
        let allowance = WatchAllowance()
        #expect(allowance.updates(after: 0) == WatchLimits.updatesPerTurnOfLoop)
        #expect(
            allowance.updates(after: 100)
                == WatchLimits.updatesPerTurnOfLoop - 100 * WatchLimits.updatesLessPerChange)
        #expect(allowance.spare(after: 100) == allowance.updates(after: 100))
        #expect(allowance.updates(after: 1600) == 1600)
        #expect(allowance.spare(after: 1600) == 0)
        #expect(allowance.updates(after: 20_000) == 20_000)
    }
}
