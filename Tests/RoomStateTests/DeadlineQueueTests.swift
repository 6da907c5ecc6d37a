import MemoryState
import RoomState
import SeededRandomness
import Testing

/// The queue of deadlines against a sorted array.
@Suite struct DeadlineQueueTests {
    // Small pages, few values and many stores make all cases frequent: what is stored, taken away
    // and brought again; what lies before, within and behind the page.
    @Test func theQueueAgreesWithASortedArrayWhateverIsStoredWhen() throws {
        var cases = 0
        for seed in UInt64(1)...60 {
            cases += try Self.run(seed: seed, pageLimit: 1 + Int(seed) % 7)
        }
        #expect(cases >= 10_000)
    }

    private static func run(seed: UInt64, pageLimit: Int) throws -> Int {
        var random = SeededGenerator(seed: seed)
        let store = MemoryState()
        var queue = try DeadlineQueue(reader: store, pageLimit: pageLimit)
        var twin: [Deadline] = []
        var floor = GroupTime.zero
        for step in 1...300 {
            let story = Comment("seed \(seed), step \(step)")
            switch random.below(10) {
            case 0...3:
                let deadline = Self.deadline(&random)
                guard !twin.contains(deadline) else { break }
                queue.add(deadline)
                twin.append(deadline)
            case 4, 5:
                guard !twin.isEmpty else { break }
                queue.remove(twin.remove(at: random.below(twin.count)))
            case 6:
                let time = GroupTime(milliseconds: UInt64(random.below(40)))
                let first = Self.due(twin, at: time, floor: floor).first
                #expect(try queue.firstDue(at: time, in: store) == first, story)
                if let first {
                    queue.remove(first)
                    twin.removeAll { $0 == first }
                }
            case 7:
                floor = max(floor, GroupTime(milliseconds: UInt64(random.below(40))))
                queue.raiseLivenessFloor(to: floor)
            default:
                var changes: [StateChange] = []
                queue.takeChanges(into: &changes)
                #expect(Set(changes.map(\.key)).count == changes.count, story)
                store.write(changes)
                #expect(store.all.count == twin.count, story)
                if random.oneIn(4) {
                    queue = try DeadlineQueue(reader: store, pageLimit: pageLimit)
                    queue.raiseLivenessFloor(to: floor)
                }
            }
            let next = twin.map { queue.dueTime(of: $0) }.min()
            #expect(try queue.nextDueTime(in: store) == next, story)
        }
        // What is left comes out in order.
        let last = GroupTime(milliseconds: 1000)
        for expected in twin.sorted() {
            #expect(try queue.firstDue(at: last, in: store) == expected, "seed \(seed)")
            queue.remove(expected)
        }
        #expect(try queue.nextDueTime(in: store) == nil)
        return 300
    }

    private static func due(
        _ twin: [Deadline], at time: GroupTime, floor: GroupTime
    ) -> [Deadline] {
        twin.sorted().filter {
            ($0.kind == .autoEnd ? max($0.dueAt, floor) : $0.dueAt) <= time
        }
    }

    private static func deadline(_ random: inout SeededGenerator) -> Deadline {
        let kind = random.pick(Deadline.Kind.allCases)
        let hasSubject = kind == .invite || kind == .request
        return Deadline(
            dueAt: GroupTime(milliseconds: UInt64(random.below(40))),
            roomID: random.pick(["r", "ro", "1", "2"]), kind: kind,
            subject: hasSubject ? random.pick(["a", "b", "ab"]) : nil)
    }
}
