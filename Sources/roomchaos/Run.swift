import ArgumentParser
import ChaosHarness
import Foundation
import Linearizability

/// Runs a scenario or a plan.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Starts a cluster, hurts it, and judges what its clients saw.",
        discussion: """
            Exit code: 0 pass, 1 bad, 2 bad input, 3 undecided or invalid.
            """)

    @Option(help: "Decides what happens when; a random one unless told.")
    var seed: UInt64?

    @Option(help: "For how many minutes faults come; 1 unless told.")
    var minutes: Double?

    @Option(
        help:
            "What happens: a file of the folder of scenarios, without its .yaml; mixed unless told."
    )
    var scenario: String?

    @Option(help: "3 or 5 nodes; as the scenario says unless told.")
    var nodes: Int?

    @Option(
        help: ArgumentHelp("Run the plan that an earlier run has left.", valueName: "plan.json"))
    var replay: String?

    @Option(help: ArgumentHelp("The folder of scenarios.", valueName: "folder"))
    var scenarios = "chaos/scenarios"

    @Option(help: ArgumentHelp("Where a folder for the run is made.", valueName: "folder"))
    var output = ".run/chaos"

    @Option(help: ArgumentHelp("The library that is preloaded into nodes.", valueName: "file"))
    var shim = ".run/chaos/shim.so"

    @Option(help: ArgumentHelp("Where roomd and roomctl are.", valueName: "folder"))
    var programs: String?

    @Option(help: ArgumentHelp("Another roomd than the one there.", valueName: "file"))
    var roomd: String?

    @Option(help: "What was built, for the report.")
    var commit: String?

    func validate() throws {
        if let minutes = self.minutes, !Limits.minutes.contains(minutes) {
            throw ValidationError(
                "--minutes must be \(Limits.minutes.lowerBound) to \(Limits.minutes.upperBound), "
                    + "not \(minutes)")
        }
        let isDrawn = self.seed != nil || self.nodes != nil || self.minutes != nil
        if self.replay != nil, isDrawn || self.scenario != nil {
            throw ValidationError(
                "a plan holds seed, scenario, nodes and minutes; leave them out beside --replay")
        }
        if let nodes = self.nodes, nodes != 3, nodes != 5 {
            throw ValidationError("--nodes must be 3 or 5, not \(nodes)")
        }
    }

    func run() async throws {
        let options: RunOptions
        let run: ChaosRun
        do {
            options = try self.options()
            run = ChaosRun(options)
            try run.prepare()
        } catch let error as HarnessError {
            // A plan, a scenario or a program that is not there, or a folder that cannot be made.
            throw BadInput(description: error.description)
        }
        do {
            try await run.perform()
        } catch {
            throw HarnessError("the run came to no end: \(error)")
        }
        let file = try HistoryFile.read(options.history.path)
        let verdict = try file.judged(.room, timeout: Self.checkTimeout)
        // Told before it is written: a full disk must not swallow it.
        print(VerdictText.text(of: verdict))
        print("\nreport: \(options.report.path)\nagain:  \(options.replay)")
        do {
            try VerdictText.json(of: verdict).write(
                to: options.verdict, atomically: true, encoding: .utf8)
            try RunReport.html(of: file.history, verdict).write(
                to: options.report, atomically: true, encoding: .utf8)
        } catch {
            FileHandle.standardError.write(Data("the report was not written: \(error)\n".utf8))
        }
        if verdict.outcome == .pass { run.discardData() }
        try HistoryFile.exit(after: verdict)
    }

    /// A history that is not decided by then never is: the search is exponential where it is not
    /// linear.
    private static let checkTimeout = Duration.seconds(120)

    private func options() throws -> RunOptions {
        let plan: ChaosPlan
        if let replay = self.replay {
            plan = try ChaosPlan(file: URL(fileURLWithPath: replay))
        } else {
            let scenario = try Scenario(
                named: self.scenario ?? "mixed", in: URL(fileURLWithPath: self.scenarios))
            plan = ChaosPlan(
                scenario: scenario, seed: self.seed ?? .random(in: 1...999_999),
                nodes: self.nodes ?? scenario.nodes, minutes: self.minutes ?? 1)
        }
        let folder = try self.programs.map { URL(fileURLWithPath: $0) } ?? Programs.ownDirectory
        return RunOptions(
            plan: plan,
            programs: try Programs(
                in: folder, roomd: self.roomd.map { URL(fileURLWithPath: $0) },
                shim: URL(fileURLWithPath: self.shim)),
            directory: URL(fileURLWithPath: self.output)
                .appendingPathComponent(String(plan.seed)),
            commit: self.commit,
            replay: self.replay.map { "chaos/run --replay \($0)" }
                ?? "chaos/run --seed \(plan.seed) --scenario \(plan.scenario) "
                + "--nodes \(plan.nodes) --minutes \(plan.minutes)")
    }
}
