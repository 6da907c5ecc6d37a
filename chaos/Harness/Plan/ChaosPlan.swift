package import Foundation

/// All that is decided before a run: the same plan does the same things again, to nodes that may
/// answer in another order.
package struct ChaosPlan: Codable, Sendable {
    package var seed: UInt64
    package var scenario: String
    package var nodes: Int
    package var minutes: Double
    /// Logical clients.
    package var clients: Int
    /// Settings of `roomd run` by name.
    package var settings: [String: String]
    package var faults: [PlannedFault]

    /// Draws the faults of a run.
    package init(scenario: Scenario, seed: UInt64, nodes: Int, minutes: Double) {
        var generator = SeededGenerator(seed: seed)
        self.seed = seed
        self.scenario = scenario.name
        self.nodes = nodes
        self.minutes = minutes
        self.clients = .random(in: 10...16, using: &generator)
        self.settings = scenario.settings
        self.faults = Self.draw(scenario, seconds: minutes * 60, generator: &generator)
    }

    /// Reads a plan that a run has left.
    package init(file: URL) throws {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw HarnessError("\(file.path) cannot be read: \(error.localizedDescription)")
        }
        do {
            self = try JSONDecoder().decode(ChaosPlan.self, from: data)
        } catch {
            throw HarnessError("\(file.path) is no plan of a run: \(error)")
        }
        guard Limits.nodes.contains(self.nodes), Limits.minutes.contains(self.minutes),
            (1...64).contains(self.clients)
        else {
            throw HarnessError(
                "\(file.path): nodes must be \(Limits.nodes), minutes \(Limits.minutes), clients "
                    + "1 to 64")
        }
        for fault in self.faults
        where !Limits.planSeconds.contains(fault.at) || !Limits.planSeconds.contains(fault.lasts) {
            throw HarnessError(
                "\(file.path): at and lasts of \(fault.fault.rawValue) must be seconds, up to "
                    + "\(Int(Limits.planSeconds.upperBound))")
        }
    }

    package func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: file)
    }

    /// Faults one after the other, with calm between; up to `together` begin while others last.
    private static func draw(
        _ scenario: Scenario, seconds: Double, generator: inout SeededGenerator
    ) -> [PlannedFault] {
        var faults: [PlannedFault] = []
        var bag: [ScenarioFault] = []
        var time = Self.warmUp
        while true {
            let count = Int.random(in: 1...scenario.together, using: &generator)
            var end = time
            for _ in 0..<count {
                // Each kind comes once, as often as it weighs, before any comes again: a run of a
                // few minutes has seen as many of them as fit.
                if bag.isEmpty {
                    bag = scenario.faults.flatMap { Array(repeating: $0, count: $0.weight) }
                    bag.shuffle(using: &generator)
                }
                let drawn = bag.removeLast()
                let begin = count == 1 ? time : time + .random(in: 0...2, using: &generator)
                let lasts = Double.random(in: drawn.lasts, using: &generator)
                end = max(end, begin + lasts)
                faults.append(
                    PlannedFault(
                        fault: drawn.fault, at: Self.rounded(begin), lasts: Self.rounded(lasts),
                        choice: generator.next() >> 11))
            }
            guard end <= seconds else {
                // What does not fit is left out, but a run without a fault would show nothing.
                let fitting = faults.filter { $0.at + $0.lasts <= seconds }
                return fitting.isEmpty ? Array(faults.prefix(1)) : fitting
            }
            time = end + .random(in: scenario.calm, using: &generator)
        }
    }

    /// Seconds of traffic before the first fault.
    private static let warmUp = 2.0

    private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}
