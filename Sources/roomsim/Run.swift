import ArgumentParser
import ByteCoding
import Simulation

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs seeds, one after the other, until one fails (the default command).")

    @Option(name: .long, help: "The first seed.")
    var seed: UInt64

    @Option(
        name: .long,
        help: "How many seeds, from the first one on. Default: 1, or as --minutes allows.")
    var seeds: UInt64?

    @Option(name: .long, help: "Stop after this many minutes; may be a fraction.")
    var minutes: Double?

    @Flag(name: .long, help: "Print the hash over all events of each seed.")
    var hash = false

    @Flag(name: .long, help: "Print which marks were reached by no seed.")
    var marks = false

    @Flag(name: .long, help: "Print every event. For one seed.")
    var trace = false

    @Flag(
        name: .long, inversion: .prefixedNo,
        help: "Look for a smaller plan that fails in the same way.")
    var shrink = true

    @Option(name: .long, help: "Where the plans of failed runs are written.")
    var plans = ".run/roomsim"

    func validate() throws {
        if let minutes, !(minutes > 0 && minutes.isFinite) {
            throw ValidationError("--minutes must be above 0")
        }
        if let seeds, seeds == 0 { throw ValidationError("--seeds must be at least 1") }
    }

    func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let limit = self.minutes.map { Duration.seconds($0 * 60) }
        let count = self.seeds ?? (self.minutes == nil ? 1 : .max)
        var tally = SeedTally()
        for offset in 0..<count {
            if let limit, clock.now - start >= limit { break }
            let seed = self.seed &+ offset
            let plan = SimulationPlan(seed: seed)
            SeedNotice.announce("roomsim --seed \(seed)")
            let report = try Simulator(plan: plan, trace: self.trace ? { print($0) } : nil).run()
            tally.add(report)
            if self.hash {
                print(
                    "seed=\(seed) hash=\(String(report.hash, radix: 16)) events=\(report.events) "
                        + "class=\(report.isBeyond ? "beyond" : "ordinary")")
            }
            if let finding = report.finding {
                FailureReport.print(report, finding, again: "roomsim --seed \(seed)")
                if self.shrink {
                    try FailureReport.shrink(plan, finding, into: self.plans)
                }
                self.printTally(tally, elapsed: clock.now - start)
                throw ExitCode(1)
            }
        }
        if self.marks { tally.printMissingMarks() }
        self.printTally(tally, elapsed: clock.now - start)
    }

    private func printTally(_ tally: SeedTally, elapsed: Duration) {
        let seconds =
            Double(elapsed.components.seconds)
            + Double(elapsed.components.attoseconds) / 1e18
        print(
            "seeds=\(tally.seeds) eventsPerSecond=\(Int(Double(tally.events) / max(seconds, 1e-9)))"
        )
    }
}
