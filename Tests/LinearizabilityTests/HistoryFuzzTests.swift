import Foundation
import Linearizability
import SeededRandomness
import Testing

/// Lines that know the format and lie: each is judged or refused, and nothing else happens.
@Suite struct HistoryFuzzTests {
    private static func lines() throws -> [[UInt8]] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Histories")
        var lines: [[UInt8]] = []
        for name in ["good", "bad", "invalid"] {
            let files = try FileManager.default.contentsOfDirectory(
                at: folder.appendingPathComponent(name), includingPropertiesForKeys: nil)
            for file in files.sorted(by: { $0.path < $1.path }) {
                lines += try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map(
                    Array.init)
            }
        }
        return lines
    }

    @Test func linesThatLieAreJudgedOrRefused() throws {
        let lines = try Self.lines()
        let numbers = [
            "0", "-1", "1", "9223372036854775807", "-9223372036854775808", "1e300", "0.5",
            "18446744073709551615", "null", "true", "\"\"", "[]", "{}",
        ].map { Array($0.utf8) }
        var judged = 0
        for seed in UInt64(1)...4_000 {
            var random = SeededGenerator(seed: seed)
            var text: [UInt8] = []
            let start = random.below(lines.count)
            for offset in 0..<(1 + random.below(8)) {
                var line = lines[(start + offset) % lines.count]
                if random.oneIn(3) { Self.damage(&line, numbers, &random) }
                text += line + [UInt8(ascii: "\n")]
            }
            for model in HistoryModel.allCases {
                do {
                    let history = try History(Data(text))
                    let judge = Judge(model: model, budget: SearchBudget(steps: 20_000))
                    let verdict = try judge.judge(history)
                    #expect(RunReport.html(of: history, verdict).hasSuffix("</html>\n"))
                    judged += 1
                } catch {
                    #expect(!error.message.isEmpty, "seed \(seed)")
                }
            }
        }
        #expect(judged > 500)
    }

    private static func damage(
        _ line: inout [UInt8], _ numbers: [[UInt8]], _ random: inout SeededGenerator
    ) {
        let place = random.below(line.count)
        switch random.below(4) {
        case 0: line[place] = UInt8(random.below(256))
        case 1: line.removeSubrange(place..<min(line.count, place + 1 + random.below(9)))
        case 2: line.append(contentsOf: line[place...])
        default:
            // Another number, where there is one.
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            guard let from = line[place...].firstIndex(where: digits.contains) else { return }
            let to = line[from...].firstIndex { !digits.contains($0) } ?? line.count
            line.replaceSubrange(from..<to, with: random.pick(numbers))
        }
    }
}
