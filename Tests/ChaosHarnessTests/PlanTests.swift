import ChaosHarness
import Foundation
import Testing

@Suite struct PlanTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("chaos/scenarios")

    private func scenario(_ text: String) throws -> Scenario {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("scenario-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        return try Scenario(file: file)
    }

    private func refusal(of text: String) -> String {
        do {
            _ = try self.scenario(text)
            return "nothing was refused"
        } catch {
            return "\(error)"
        }
    }

    @Test func everyScenarioIsReadAndEveryFaultIsInTheMixedOne() throws {
        let scenarios = try Scenario.all(in: Self.folder)
        #expect(scenarios.count >= 10)
        let mixed = try #require(scenarios.first { $0.name == "mixed" })
        let missing = Set(FaultKind.allCases).subtracting(mixed.faults.map { $0.fault })
        #expect(missing.isEmpty, "\(missing)")
        // What a scenario says of itself is all that a reader of the list sees.
        for scenario in scenarios { #expect(scenario.about.count > 20, "\(scenario.name)") }
    }

    @Test func theSameSeedPlansTheSame() throws {
        let mixed = try Scenario(file: Self.folder.appendingPathComponent("mixed.yaml"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        func bytes(_ seed: UInt64) throws -> Data {
            try encoder.encode(ChaosPlan(scenario: mixed, seed: seed, nodes: 5, minutes: 3))
        }
        #expect(try bytes(7) == bytes(7))
        #expect(try bytes(7) != bytes(8))
    }

    @Test func everyPlannedFaultEndsWithinItsRun() throws {
        for scenario in try Scenario.all(in: Self.folder) {
            for seed in 1...50 {
                let plan = ChaosPlan(
                    scenario: scenario, seed: UInt64(seed), nodes: 5, minutes: 0.5)
                #expect(!plan.faults.isEmpty, "\(scenario.name), seed \(seed)")
                // One that is longer than the run is all that such a run has.
                guard plan.faults.count > 1 else { continue }
                for fault in plan.faults {
                    #expect(
                        fault.at >= 2 && fault.at + fault.lasts <= 30.001,
                        "\(scenario.name), seed \(seed): \(fault)")
                }
            }
        }
    }

    @Test func aRunOfAFewMinutesHasManyKindsOfFaults() throws {
        let mixed = try Scenario(file: Self.folder.appendingPathComponent("mixed.yaml"))
        for seed in 1...20 {
            let plan = ChaosPlan(scenario: mixed, seed: UInt64(seed), nodes: 5, minutes: 3)
            let kinds = Set(plan.faults.map { $0.fault })
            #expect(kinds.count >= 18, "seed \(seed): \(kinds.count)")
        }
    }

    @Test func aPlanIsReadBackAsItWasWritten() throws {
        let mixed = try Scenario(file: Self.folder.appendingPathComponent("mixed.yaml"))
        let plan = ChaosPlan(scenario: mixed, seed: 3, nodes: 3, minutes: 1.5)
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("plan-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try plan.write(to: file)
        let again = try ChaosPlan(file: file)
        #expect(again.seed == 3 && again.nodes == 3 && again.minutes == 1.5)
        #expect(again.faults.map { $0.fault } == plan.faults.map { $0.fault })
        #expect(again.faults.map { $0.at } == plan.faults.map { $0.at })
        #expect(again.faults.map { $0.choice } == plan.faults.map { $0.choice })
    }

    @Test func whatIsWrongWithAScenarioIsNamed() {
        let faults = "faults: [{fault: kill-one}]"
        #expect(self.refusal(of: "about: x\nfaults: [{fault: eat}]").contains("no fault 'eat'"))
        #expect(self.refusal(of: "about: x\ncalm: soon\n\(faults)").contains("calm: 'soon'"))
        #expect(self.refusal(of: "about: x\nnodes: 9\n\(faults)").contains("nodes must be"))
        #expect(self.refusal(of: "about: x\ntogether: 0\n\(faults)").contains("together must be"))
        #expect(self.refusal(of: "about: x\nfaults: []").contains("faults: there must be one"))
        #expect(self.refusal(of: faults).contains("about"))
        #expect(
            self.refusal(of: "about: x\nfaults: [{fault: lag, weight: 0}]").contains("weight of"))
    }
}
