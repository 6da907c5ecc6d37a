import Linearizability
import SeededRandomness
import Testing

/// Reads that may be old and events of watches, as they are made in a good run and with lies.
@Suite struct OldSightTests {
    private struct Moment {
        var time: Int64
        var room: TwinRoom
    }

    private struct Run {
        var operations: [OperationRecord]
        var staleReads: [OperationRecord] = []
        var events: [WatchRecord.Event] = []
    }

    // What a node shows is some state that the room had before. Then one of the sights is changed,
    // and the verdict is that of trying every place for each of them.
    @Test func sightsAreJudgedAsByTryingEveryPlace() throws {
        var bad = 0
        for seed in UInt64(1)...6_000 {
            var run = Self.run(seed: seed)
            #expect(try Self.verdict(run).outcome == .pass, "seed \(seed), as it was made")
            var random = SeededGenerator(seed: seed &* 17)
            Self.lie(in: &run, &random)
            let reads = run.staleReads.map { read in
                var read = read
                read.call = .min
                return read
            }
            let sights = reads + run.events.map(Self.read)
            let expected = BruteForce.isLinearizable(
                run.operations + sights, from: TwinRoom())
            let verdict = try Self.verdict(run)
            #expect(
                verdict.outcome == (expected ? .pass : .bad),
                "seed \(seed): \(verdict.sentence)\n\(sights.map(\.words))")
            bad += expected ? 0 : 1
        }
        #expect(bad > 1_000)
    }

    private static func verdict(_ run: Run) throws -> Verdict {
        var records = (run.operations + run.staleReads).map { HistoryRecord.operation($0) }
        var watch = WatchRecord(
            room: "r", call: 0, result: .init(fromRevision: nil, events: run.events))
        // So that a lie about a revision is judged by what there was, not by what comes next.
        watch.mode = "latest"
        records.append(.watch(watch))
        return try Judge().judge(History(records))
    }

    private static func run(seed: UInt64) -> Run {
        var concurrent = ConcurrentRun(seed: seed, clients: 3)
        var room = TwinRoom()
        var moments: [Moment] = []
        concurrent.run(operations: 5) { random, serial in
            RoomOperations.next(&random, serial, isOneLife: true)
        } perform: { record, time in
            if record.kind == .read {
                record.result = room.sight(tellsRevision: true)
            } else if let code = room.refusal(of: record) {
                record.outcome = .fail
                record.result = OperationResult(code: code)
            } else if let next = room.applying(record) {
                room = next
                record.result = OperationResult(revision: room.revision)
                moments.append(Moment(time: time, room: room))
            }
        }
        var run = Run(operations: concurrent.records)
        var random = SeededGenerator(seed: seed &* 13)
        for index in 0..<random.below(3) where !moments.isEmpty {
            let moment = random.pick(moments)
            var read = OperationRecord(
                process: 1_000 + index, kind: .read, room: "r",
                call: max(0, moment.time - Int64(random.below(3))), outcome: .ok)
            read.mode = "stale"
            read.ret = moment.time + Int64(random.below(5))
            read.result = moment.room.sight(tellsRevision: !random.oneIn(3))
            run.staleReads.append(read)
        }
        for moment in moments where !random.oneIn(3) {
            run.events.append(
                WatchRecord.Event(
                    revision: moment.room.revision, at: moment.time + Int64(random.below(5)),
                    value: random.oneIn(4) ? nil : .text(moment.room.value)))
        }
        return run
    }

    private static func lie(in run: inout Run, _ random: inout SeededGenerator) {
        if !run.events.isEmpty, random.oneIn(2) || run.staleReads.isEmpty {
            let place = random.below(run.events.count)
            switch random.below(3) {
            case 0: run.events[place].value = .text("v\(random.below(5))")
            case 1: run.events[place].at = Int64(random.below(8))
            default:
                let revision = run.events[place].revision
                run.events.removeAll { $0.revision < revision }
            }
        } else if !run.staleReads.isEmpty {
            let place = random.below(run.staleReads.count)
            switch random.below(4) {
            case 0: run.staleReads[place].result?.value = .text("v\(random.below(5))")
            case 1: run.staleReads[place].result?.revision = 1 + random.below(4)
            case 2: run.staleReads[place].result?.pins = ["p\(random.below(3))"]
            default:
                let ret = Int64(random.below(8))
                run.staleReads[place].ret = ret
                run.staleReads[place].call = min(run.staleReads[place].call, ret)
            }
        }
    }

    /// An event as a read that may be placed at any moment before the client heard of it.
    private static func read(_ event: WatchRecord.Event) -> OperationRecord {
        var read = OperationRecord(
            process: 2_000, kind: .read, room: "r", call: .min, outcome: .ok)
        read.ret = event.at
        read.result = OperationResult(revision: event.revision, value: event.value)
        return read
    }
}
