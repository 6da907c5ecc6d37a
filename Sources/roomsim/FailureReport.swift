import Simulation

/// A failed run, for the person who has to find out why.
enum FailureReport {
    static func print(_ report: SimulationReport, _ finding: Finding, plan: SimulationPlan) throws {
        Swift.print("FAILED: \(finding.rule)")
        Swift.print("  \(finding.detail)")
        Swift.print("  at \(finding.time) µs of seed \(report.seed)")
        Swift.print("the last events:")
        for line in report.trace.suffix(40) {
            Swift.print("  \(line)")
        }
        Swift.print("again: roomsim --seed \(plan.seed)")
    }
}
