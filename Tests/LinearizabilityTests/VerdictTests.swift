import Foundation
import Linearizability
import Testing

@Suite struct VerdictTests {
    // A fault lasts, for this table, until the next one begins or everything is healed.
    @Test func theLongestTimeWithoutAWriteIsToldByFault() throws {
        var history = History([
            .fault(FaultRecord(name: "kill", call: 100, ret: 150)),
            .fault(FaultRecord(name: "kill", call: 1_000)),
            .fault(FaultRecord(name: "pause", call: 2_000)),
            .meta(.healed(at: 3_000)), .meta(.healthy(at: 3_250)),
        ])
        // Writes come back after 300 in the first fault, after 40 in the second, never in the last.
        for (line, ret) in [90, 400, 500, 1_040, 1_990, 3_100].enumerated() {
            var record = OperationRecord(
                process: line, kind: .set, room: "r", call: Int64(ret - 10), outcome: .ok)
            record.ret = Int64(ret)
            history.append(.operation(record), line: 10 + line)
        }
        let availability = Availability(of: history)
        #expect(availability.faults.map(\.longestGap) == [500, 950, 1_000])
        #expect(availability.faults.map(\.writes) == [2, 2, 0])
        #expect(availability.rows.map(\.name) == ["kill", "pause"])
        #expect(availability.rows.map(\.medianGap) == [500, 1_000])
        #expect(availability.rows.map(\.longestGap) == [950, 1_000])
        #expect(availability.recoveries == [250])
    }

    @Test func aVerdictIsReadAsItWasWritten() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Histories/bad/a-watch-lies.jsonl").path
        let verdict = try Judge().judge(try History(contentsOf: path))
        let data = try JSONEncoder().encode(verdict)
        #expect(try JSONDecoder().decode(Verdict.self, from: data) == verdict)
        #expect(verdict.outcome == .bad)
    }

    // The five operations around the place where it sticks, the last of them what does not fit.
    @Test func aViolationIsToldWithFiveOperations() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Histories/bad/pins-out-of-order.jsonl").path
        let verdict = try Judge().judge(try History(contentsOf: path))
        let finding = try #require(verdict.findings.first)
        #expect(finding.check == .linearizability)
        #expect(finding.lines == [2, 3, 4, 5])
        #expect(
            finding.ops[2].text
                == "process 1 pins a: revision 3; then the room is at revision 3, with the value "
                + "\"v1\", hosted by ann, pinned: b, a")
        #expect(
            finding.ops[3].text
                == "process 2 reads: revision 3, \"v1\", pinned a, b, but pinned: b, a")
    }

    // A run that is bad and invalid is bad: what cannot be so stays so.
    // The other stale read returned first, and is as the room was.
    @Test func whatWasNeverSoIsToldOfTheReadThatShowsIt() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Histories/bad/a-stale-read-beside-one-that-is-right.jsonl")
        let verdict = try Judge().judge(try History(contentsOf: path.path))
        let finding = try #require(verdict.findings.first { $0.check == .neverSo })
        #expect(
            finding.sentence.hasSuffix(
                "what line 5 shows was never so: no order of the changes explains it, but pinned: p"
            ), "\(finding.sentence)")
        #expect(finding.lines == [5])
    }

    @Test func whatCannotBeSoCountsBeforeWhatIsMissing() throws {
        let history = History([
            .meta(.invalid(detail: "a node never came up")),
            .meta(.crash(.init(at: 1, node: "n1", detail: "exit code 133"))),
            .watch(WatchRecord(room: "r", call: 1, result: .init(fromRevision: 1, events: []))),
        ])
        #expect(try Judge().judge(history).outcome == .bad)
    }

    @Test func whatIsNotDecidedInTimeIsUndecided() throws {
        var history = History()
        for index in 0..<40 {
            var write = OperationRecord(
                process: index, kind: .write, room: nil, call: 0, outcome: .ok)
            write.ret = 1_000
            write.arguments = OperationArguments(value: .number(Int64(index % 2)))
            history.append(.operation(write), line: 1 + index)
        }
        // More often than there are writes the value is another one.
        for index in 0..<50 {
            var read = OperationRecord(
                process: 100, kind: .read, room: nil, call: 10 * Int64(index), outcome: .ok)
            read.ret = read.call + 5
            read.result = OperationResult(value: .number(Int64(index % 2)))
            history.append(.operation(read), line: 100 + index)
        }
        let judge = Judge(model: .register, budget: SearchBudget(steps: 50_000))
        let verdict = try judge.judge(history)
        #expect(verdict.outcome == .undecided)
        #expect(verdict.sentence == "not decided in time for 1 room of 1")
    }
}
