import Foundation
import Simulation

/// A failed run, for the person who has to find out why.
enum FailureReport {
    static func print(_ report: SimulationReport, _ finding: Finding, again command: String) {
        Swift.print("FAILED: \(finding.rule)")
        Swift.print("  \(finding.detail)")
        let kind = report.isBeyond ? "beyond" : "ordinary"
        Swift.print("  at \(finding.time) µs of seed \(report.seed), class=\(kind)")
        Swift.print("the last events:")
        for line in report.trace.suffix(40) {
            Swift.print("  \(line)")
        }
        Swift.print("again: \(command)")
    }

    /// Writes the smallest plan that fails in the same way, and says how to run it.
    static func shrink(_ plan: SimulationPlan, _ finding: Finding, into folder: String) throws {
        var shrinker = Shrinker(plan: plan, rule: finding.rule)
        try shrinker.shrink()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/\(plan.seed).json"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(shrinker.plan).write(to: URL(fileURLWithPath: path))
        let small = shrinker.plan
        let size =
            "\(small.voters) voters, \(small.faults.count) faults, \(small.classes.count) classes"
        Swift.print("smaller: roomsim replay \(path)  (\(size), after \(shrinker.runs) runs)")
    }
}
