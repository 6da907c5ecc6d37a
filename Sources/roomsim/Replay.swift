import ArgumentParser
import Foundation
import Simulation

struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs a plan from a file, as a failed run has left it.")

    @Argument(help: "A plan in JSON.")
    var file: String

    @Flag(name: .long, help: "Print every event.")
    var trace = false

    func run() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: self.file))
        let plan = try JSONDecoder().decode(SimulationPlan.self, from: data)
        SeedNotice.announce("roomsim replay \(self.file)")
        let report = try Simulator(plan: plan, trace: self.trace ? { print($0) } : nil).run()
        if let finding = report.finding {
            FailureReport.print(report, finding, again: "roomsim replay \(self.file)")
            throw ExitCode(1)
        }
        print(
            "no finding: \(report.events) events, hash \(String(report.hash, radix: 16)), "
                + "class=\(report.isBeyond ? "beyond" : "ordinary")")
    }
}
