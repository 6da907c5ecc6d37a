import Foundation

/// A story about consensus: English in lines that begin with `#`, and steps.
///
/// A step is one or more lines of commands, a line `----`, and below it what the commands print, up
/// to the next empty line. Everything else is refused, so that no step is mistaken for prose.
struct InteractionScript {
    struct Step {
        /// The line of the first command, from 1.
        var line: Int
        var commands: [ScriptCommand]
        var expected: [String]
    }

    private enum Part {
        case prose(String)
        case step(Step)
    }

    static let separator = "----"
    /// A longer script tells more than one story.
    static let maxLines = 250

    let name: String
    private var parts: [Part] = []

    var steps: [Step] {
        self.parts.compactMap { if case .step(let step) = $0 { step } else { nil } }
    }

    init(name: String, text: String) throws(ScriptFailure) {
        self.name = name
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        guard lines.count <= Self.maxLines else {
            throw ScriptFailure("\(lines.count) lines; one story has at most \(Self.maxLines)")
        }
        guard lines.first?.hasPrefix("# ") == true else {
            throw ScriptFailure(line: 1, "a script begins with a comment that tells its story")
        }
        var position = 0
        while position < lines.count {
            if lines[position].isEmpty || lines[position].hasPrefix("#") {
                self.parts.append(.prose(lines[position]))
                position += 1
            } else {
                self.parts.append(.step(try Self.step(of: lines, at: &position)))
            }
        }
        guard !self.steps.isEmpty else { throw ScriptFailure("a script without any step") }
    }

    private static func step(
        of lines: [String], at position: inout Int
    ) throws(ScriptFailure) -> Step {
        var step = Step(line: position + 1, commands: [], expected: [])
        while position < lines.count, lines[position] != Self.separator {
            guard !lines[position].isEmpty, !lines[position].hasPrefix("#") else { break }
            step.commands.append(try ScriptCommand(line: position + 1, text: lines[position]))
            position += 1
        }
        guard position < lines.count, lines[position] == Self.separator else {
            throw ScriptFailure(
                line: step.line,
                "'\(step.commands[0].text)' has no line \(Self.separator) and no output below it")
        }
        guard !step.commands.isEmpty else {
            throw ScriptFailure(line: step.line, "output without a command")
        }
        position += 1
        while position < lines.count, !lines[position].isEmpty {
            step.expected.append(lines[position])
            position += 1
        }
        return step
    }

    /// The same script with `outputs`, one for each step, in place of what was expected.
    func text(with outputs: [[String]]) -> String {
        var lines: [String] = []
        var number = 0
        for part in self.parts {
            switch part {
            case .prose(let line):
                lines.append(line)
            case .step(let step):
                lines += step.commands.map(\.text) + [Self.separator] + outputs[number]
                number += 1
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Runs the script and returns what each step printed.
    func run() throws(ScriptFailure) -> [[String]] {
        let interaction = Interaction()
        var outputs: [[String]] = []
        for step in self.steps {
            var lines: [String] = []
            for command in step.commands {
                do throws(ScriptFailure) {
                    lines += try interaction.run(command)
                } catch {
                    throw ScriptFailure(line: command.line, "'\(command.text)': \(error.text)")
                }
            }
            outputs.append(lines.isEmpty ? ["ok"] : lines)
        }
        return outputs
    }

    /// Where `outputs` differ from what is expected, one text for each step that does.
    func differences(from outputs: [[String]]) -> [String] {
        zip(self.steps, outputs).compactMap { step, output in
            if step.expected.isEmpty {
                return "line \(step.line): nothing is expected of '\(step.commands[0].text)';"
                    + " REWRITE=1 fills it in"
            }
            guard step.expected != output else { return nil }
            let changes = LineDifference(from: step.expected, to: output)
            return "line \(step.line): \(step.commands[0].text)\n\(changes)"
        }
    }
}

/// The script files beside this one.
extension InteractionScript {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Scripts")

    /// The names of all scripts, sorted; none when the folder is not there.
    static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
    }

    static func file(_ name: String) -> URL { Self.folder.appendingPathComponent(name + ".txt") }
}
