import ArgumentParser
import ChaosHarness
import Foundation

/// Lists scenarios and faults.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows the scenarios, and every fault that they are made of."
    )

    @Option(help: ArgumentHelp("The folder of scenarios.", valueName: "folder"))
    var scenarios = "chaos/scenarios"

    func run() throws {
        let scenarios: [Scenario]
        do {
            scenarios = try Scenario.all(in: URL(fileURLWithPath: self.scenarios))
        } catch let error as HarnessError {
            throw BadInput(description: error.description)
        }
        print("Scenarios:")
        for scenario in scenarios {
            print("  \(Self.padded(scenario.name)) \(scenario.about)")
        }
        print("\nFaults:")
        for fault in FaultKind.allCases {
            print("  \(Self.padded(fault.rawValue)) \(fault.meaning)")
        }
    }

    private static func padded(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, 20 - text.count))
    }
}
