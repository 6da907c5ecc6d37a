package import Foundation
import Yams

/// What may befall a cluster in a run: a file of `chaos/scenarios`.
package struct Scenario: Sendable {
    package let name: String
    /// What it shows, in a sentence.
    package let about: String
    /// Nodes, unless the command line says.
    package let nodes: Int
    /// Settings of `roomd run` by name.
    let settings: [String: String]
    /// Seconds between one fault and the next.
    let calm: ClosedRange<Double>
    /// How many faults may last at once.
    let together: Int
    package let faults: [ScenarioFault]

    /// All scenarios of a folder, by name.
    package static func all(in folder: URL) throws -> [Scenario] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            throw HarnessError("\(folder.path) cannot be read: \(error.localizedDescription)")
        }
        return try names.filter { $0.hasSuffix(".yaml") }.sorted()
            .map { try Scenario(file: folder.appendingPathComponent($0)) }
    }

    /// - Throws: with the names that there are, when there is none of that name.
    package init(named name: String, in folder: URL) throws {
        let file = folder.appendingPathComponent("\(name).yaml")
        guard FileManager.default.fileExists(atPath: file.path) else {
            let known = try Self.all(in: folder).map { $0.name }.joined(separator: ", ")
            throw HarnessError("there is no scenario '\(name)'; there are \(known)")
        }
        try self.init(file: file)
    }

    package init(file: URL) throws {
        let text: String
        do {
            text = try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw HarnessError("\(file.path) cannot be read: \(error.localizedDescription)")
        }
        do {
            let content = try YAMLDecoder().decode(Content.self, from: text)
            try self.init(content, name: file.deletingPathExtension().lastPathComponent)
        } catch let error as HarnessError {
            throw HarnessError("\(file.path): \(error)")
        } catch {
            throw HarnessError("\(file.path) is no scenario: \(error)")
        }
    }

    private init(_ content: Content, name: String) throws {
        self.name = name
        self.about = content.about
        self.nodes = content.nodes ?? 5
        self.settings = content.settings ?? [:]
        self.calm = try Self.seconds(content.calm ?? "2-4", of: "calm")
        self.together = content.together ?? 1
        self.faults = try content.faults.map { fault in
            guard let kind = FaultKind(rawValue: fault.fault) else {
                throw HarnessError(
                    "there is no fault '\(fault.fault)'; chaos/run list shows those there are")
            }
            guard (1...100).contains(fault.weight ?? 1) else {
                throw HarnessError("weight of \(fault.fault) must be 1 to 100")
            }
            return ScenarioFault(
                fault: kind,
                lasts: try fault.lasts.map { try Self.seconds($0, of: fault.fault) }
                    ?? kind.usualSeconds,
                weight: fault.weight ?? 1)
        }
        guard !self.faults.isEmpty else { throw HarnessError("faults: there must be one") }
        guard (1...4).contains(self.together) else {
            throw HarnessError("together must be 1 to 4, not \(self.together)")
        }
        guard Limits.nodes.contains(self.nodes) else {
            throw HarnessError("nodes must be \(Limits.nodes), not \(self.nodes)")
        }
    }

    /// `2-4`: between 2 and 4 seconds.
    private static func seconds(_ text: String, of field: String) throws -> ClosedRange<Double> {
        let bounds = text.split(separator: "-").map { Double($0) }
        guard bounds.count == 2, let low = bounds[0], let high = bounds[1], 0 <= low, low <= high,
            high <= 600
        else {
            throw HarnessError("\(field): '\(text)' is not of the form 2-4 (seconds, up to 600)")
        }
        return low...high
    }

    /// The file as it is written.
    private struct Content: Decodable {
        struct Fault: Decodable {
            var fault: String
            var lasts: String?
            var weight: Int?
        }

        var about: String
        var nodes: Int?
        var settings: [String: String]?
        var calm: String?
        var together: Int?
        var faults: [Fault]
    }
}
