import Foundation
import Linearizability

/// A verdict for a person at a terminal, and for programs.
enum VerdictText {
    static func text(of verdict: Verdict) -> String {
        var lines = ["\(verdict.outcome.rawValue.uppercased()): \(verdict.sentence)"]
        for finding in verdict.findings {
            let room = finding.room.map { $0.isEmpty ? "" : " in room \($0)" } ?? ""
            lines.append("")
            lines.append("\(finding.check.rawValue)\(room): \(finding.sentence)")
            lines += finding.ops.map { "  line \($0.line): \($0.text)" }
        }
        if !verdict.assumptions.isEmpty {
            lines.append("")
            lines += verdict.assumptions.map { "\($0.holds ? "so" : "NOT SO"): \($0.sentence)" }
        }
        if !verdict.availability.rows.isEmpty {
            lines.append("")
            lines.append("longest time without a successful write, by fault:")
            lines += verdict.availability.rows.map { row in
                "  \(row.name), \(row.count) times: median \(Self.time(row.medianGap)), most "
                    + Self.time(row.longestGap)
            }
        }
        let counts = verdict.counts
        lines.append("")
        lines.append(
            "rooms=\(counts.rooms) operations=\(counts.operations) ok=\(counts.ok) "
                + "fail=\(counts.fail) unknown=\(counts.unknown) settled=\(counts.settled) "
                + "events=\(counts.events) steps=\(verdict.rooms.reduce(0) { $0 + $1.steps })")
        return lines.joined(separator: "\n")
    }

    static func json(of verdict: Verdict) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(verdict), as: UTF8.self)
    }

    private static func time(_ nanoseconds: Int64) -> String {
        String(format: "%.1f ms", Double(nanoseconds) / 1e6)
    }
}
