import Linearizability
import SeededRandomness
import Testing

/// The search against a checker that tries every order, on small histories of all kinds.
@Suite struct TwinTests {
    // Clients write, read, and swap a register; answers are lost. The history is good as it is
    // made. Then one to three lies are told in it, and both checkers must say the same of it.
    @Test func registersAreJudgedAsByTryingEveryOrder() {
        var bad = 0
        for seed in UInt64(1)...20_000 {
            var records = Self.registerRun(seed: seed)
            let good = Self.judge(records, .register)
            #expect(good == .linearizable, "seed \(seed), as it was made:\(Self.text(records))")
            var random = SeededGenerator(seed: seed &* 31)
            for _ in 0...random.below(3) { HistoryMutation.apply(to: &records, &random) }
            let expected = BruteForce.isLinearizable(records, from: TwinRegister())
            let found = Self.judge(records, .register)
            #expect((found == .linearizable) == expected, "seed \(seed):\(Self.text(records))")
            #expect(found != .undecided, "seed \(seed)")
            bad += expected ? 0 : 1
        }
        // Lies that change nothing prove nothing.
        #expect(bad > 2_000)
    }

    @Test func roomsAreJudgedAsByTryingEveryOrder() {
        var bad = 0
        for seed in UInt64(1)...20_000 {
            var records = Self.roomRun(seed: seed)
            let good = Self.judge(records, .room)
            #expect(good == .linearizable, "seed \(seed), as it was made:\(Self.text(records))")
            var random = SeededGenerator(seed: seed &* 31)
            for _ in 0...random.below(3) { HistoryMutation.apply(to: &records, &random) }
            // Without its creation a room may have been anything before.
            guard records.contains(where: { $0.kind == .create }) else { continue }
            // With three products and two users, higher limits are no others.
            let rooms = (1...4).flatMap { pins in
                (0...3).map { TwinRoom(pinLimit: pins, cohostLimit: $0) }
            }
            let expected = rooms.contains { BruteForce.isLinearizable(records, from: $0) }
            let found = Self.judge(records, .room)
            #expect((found == .linearizable) == expected, "seed \(seed):\(Self.text(records))")
            #expect(found != .undecided, "seed \(seed)")
            bad += expected ? 0 : 1
        }
        #expect(bad > 2_000)
    }

    // The end of a history is a history too: what was before is not known.
    @Test func theEndOfAGoodHistoryIsGood() {
        for seed in UInt64(1)...5_000 {
            let records = Self.roomRun(seed: seed, operations: 14, isOneLife: true).filter {
                $0.kind != .create
            }
            let calls = records.map(\.call).sorted()
            let cut = calls[calls.count / 2]
            let returned = records.filter { $0.call >= cut }
            // A change that was under way at the cut may be the reason for what comes after.
            var rest = records.filter { $0.call < cut && ($0.ret ?? .max) >= cut }
            for index in rest.indices {
                rest[index].outcome = .unknown
                rest[index].result = nil
            }
            let end = returned + rest
            // One that saw that the room is not there yet saw the beginning after all.
            if end.contains(where: { $0.result?.code == .notFound || $0.result?.exists == false }) {
                continue
            }
            #expect(
                Self.judge(end, .room) == .linearizable, "seed \(seed):\(Self.text(end))")
        }
    }

    private static func text(_ records: [OperationRecord]) -> String {
        records.map { record in
            "\n  \(record.call)-\(record.ret.map { "\($0)" } ?? "") \(record.words)"
        }.joined()
    }

    private static func judge(
        _ records: [OperationRecord], _ model: HistoryModel
    ) -> Linearization.Decision {
        let history = History(records.map { .operation($0) })
        return Linearization.check(history.operations, model: model).decision
    }

    private static func registerRun(seed: UInt64) -> [OperationRecord] {
        var run = ConcurrentRun(seed: seed, clients: 3)
        var register = TwinRegister()
        let fewValues = run.random.oneIn(2)
        run.run(operations: 7) { random, serial in
            let kind = random.pick([OperationKind.read, .write, .cas])
            var record = OperationRecord(
                process: 0, kind: kind, room: nil, call: 0, outcome: .ok)
            if kind != .read {
                let value = fewValues ? random.below(2) : serial
                record.arguments = OperationArguments(value: .number(Int64(value)))
            }
            if kind == .cas { record.arguments?.old = .number(Int64(random.below(serial))) }
            return record
        } perform: { record, _ in
            if record.kind == .read {
                record.result = OperationResult(value: register.value)
            } else if let next = register.applying(record) {
                register = next
            } else {
                record.outcome = .fail
                record.result = OperationResult(code: .conflict)
            }
        }
        return run.records
    }

    private static func roomRun(
        seed: UInt64, operations: Int = 7, isOneLife: Bool = false
    ) -> [OperationRecord] {
        var run = ConcurrentRun(seed: seed, clients: 3)
        var room = TwinRoom(
            pinLimit: 1 + run.random.below(3), cohostLimit: run.random.below(3))
        let tellsRevisions = !run.random.oneIn(4)
        let sameIsChange = run.random.oneIn(2)
        run.run(operations: operations) { random, serial in
            RoomOperations.next(&random, serial, isOneLife: isOneLife)
        } perform: { record, _ in
            if record.kind == .read {
                record.result = room.sight(tellsRevision: tellsRevisions)
            } else if let code = room.refusal(of: record) {
                record.outcome = .fail
                record.result = OperationResult(code: code)
            } else if let next = room.applying(record) {
                if sameIsChange || next.value != room.value || record.kind != .set { room = next }
                record.result = OperationResult(
                    revision: tellsRevisions ? room.revision : nil)
            }
        }
        return run.records
    }
}
