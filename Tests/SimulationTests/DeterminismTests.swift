import Foundation
import Simulation
import Testing

/// The same seed is the same run, in every build and under every hash seed of the process.
@Suite struct DeterminismTests {
    @Test func aSeedRunsTheSameTwice() throws {
        for seed in UInt64(20)...30 {
            let first = try Simulator(plan: SimulationPlan(seed: seed)).run()
            let second = try Simulator(plan: SimulationPlan(seed: seed)).run()
            #expect(first.hash == second.hash, "seed \(seed)")
            #expect(first.events == second.events, "seed \(seed)")
        }
    }

    @Test func anotherSeedIsAnotherRun() throws {
        let hashes = try (UInt64(1)...20).map {
            try Simulator(plan: SimulationPlan(seed: $0)).run().hash
        }
        #expect(Set(hashes).count == hashes.count)
    }

    @Test func theRecordedHashesStillHold() throws {
        // Recorded by another process, of another build as a rule: a debug build of roomsim must
        // come to the same. REWRITE=1 in the environment records them anew, after a change that is
        // meant to change runs.
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Seeds/hashes.txt")
        let seeds = UInt64(1)...12
        let lines = try seeds.map { seed in
            let report = try Simulator(plan: SimulationPlan(seed: seed)).run()
            return "\(seed) \(String(report.hash, radix: 16)) \(report.events)"
        }
        let text = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["REWRITE"] != nil {
            try text.write(to: path, atomically: true, encoding: .utf8)
        } else {
            #expect(try String(contentsOf: path, encoding: .utf8) == text)
        }
    }

    @Test func aPlanSurvivesItsFile() throws {
        for seed in UInt64(1)...50 {
            let plan = SimulationPlan(seed: seed)
            let data = try JSONEncoder().encode(plan)
            #expect(try JSONDecoder().decode(SimulationPlan.self, from: data) == plan)
        }
    }
}
