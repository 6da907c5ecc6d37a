/// Words that do not belong in the code, where, and what to write instead.
struct WordRule {
    enum Place {
        case everywhere
        case sources
        case tests
        /// Modules that must give the same bytes for the same inputs.
        case deciders
        /// Sources but executables, which may talk to a terminal.
        case libraries
        /// Everywhere but in the module named.
        case allBut(String)
    }

    var word: String
    var place: Place
    var instead: String
    /// Whether comments and strings count too.
    var alsoInText = false
    /// Files in which the word is right.
    var allowedIn: Set<String> = []

    static let deciders: Set<String> = ["ByteCoding", "Raft", "RoomState", "RoomReplica"]
    static let executables: Set<String> = ["roomd", "roomctl", "roomsim", "roomchaos"]

    // Written in two parts, so that no reader of this file takes them for open ends.
    private static let openEnds = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]

    static let all: [WordRule] =
        Self.openEnds.map {
            WordRule(
                word: $0, place: .everywhere, instead: "do it now or open an issue",
                alsoInText: true)
        } + [
            WordRule(word: "try!", place: .everywhere, instead: "handle or throw the error"),
            WordRule(word: "as!", place: .everywhere, instead: "use as? and say what else it was"),
            WordRule(
                word: "nonisolated(unsafe)", place: .everywhere,
                instead: "use Mutex or Atomic from Synchronization"),
            WordRule(
                word: "@unchecked Sendable", place: .allBut("RocksDB"),
                instead: "make it Sendable, or keep the pointer in RocksDB/"),
            WordRule(word: "@testable", place: .tests, instead: "use package access"),
            WordRule(
                word: "precondition(", place: .sources, instead: "use invariant, which prints"),
            WordRule(
                word: "preconditionFailure(", place: .sources,
                instead: "use fatalError, which prints"),
            WordRule(word: "assert(", place: .sources, instead: "use invariant, on in all builds"),
            WordRule(
                word: "assertionFailure(", place: .sources,
                instead: "use fatalError, on in all builds"),
            WordRule(
                word: "print(", place: .libraries,
                instead: "use the logger; only executables talk to a terminal"),
            WordRule(
                word: "sleep(", place: .tests,
                instead: "wait for the condition itself, or hand in a clock",
                // The one loop that asks other processes again and again, up to a deadline.
                allowedIn: ["Tests/EndToEndTests/Harness/Eventually.swift"]),
            WordRule(word: "Date(", place: .deciders, instead: "take the time as an input"),
            WordRule(
                word: "ContinuousClock", place: .deciders, instead: "take the time as an input"),
            WordRule(
                word: "SuspendingClock", place: .deciders, instead: "take the time as an input"),
            WordRule(word: "Task {", place: .deciders, instead: "return what is to be done"),
            WordRule(
                word: ".random(", place: .deciders, instead: "take the generator as an input"),
            WordRule(
                word: ".shuffled(", place: .deciders, instead: "take the generator as an input"),
            WordRule(word: "UUID(", place: .deciders, instead: "take the identifier as an input"),
            WordRule(word: "Double", place: .deciders, instead: "use integers: floats may differ"),
            WordRule(word: "Float", place: .deciders, instead: "use integers: floats may differ"),
        ]

    static func findings(in source: SwiftSource) -> [Finding] {
        Self.all.flatMap { rule in rule.findings(in: source) }
    }

    private func findings(in source: SwiftSource) -> [Finding] {
        guard self.applies(to: source), !self.allowedIn.contains(source.path) else { return [] }
        let lines = self.alsoInText ? source.lines : source.code
        return lines.enumerated().compactMap { number, line in
            guard Self.contains(line, self.word) else { return nil }
            return Finding(
                path: source.path, line: number + 1, text: "'\(self.word)': \(self.instead)")
        }
    }

    private func applies(to source: SwiftSource) -> Bool {
        guard let target = source.target else {
            if case .everywhere = self.place { return true }
            return false
        }
        return switch self.place {
        case .everywhere: true
        case .sources: !source.isTest
        case .tests: source.isTest
        case .deciders: Self.deciders.contains(target)
        case .libraries: !source.isTest && !Self.executables.contains(target)
        case .allBut(let module): target != module
        }
    }

    /// Whether `word` stands in `line` as a whole word: not inside a longer name.
    static func contains(_ line: String, _ word: String) -> Bool {
        var rest = line[...]
        while let range = rest.firstRange(of: word) {
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let begins = !Self.isWord(word.first) || !Self.isWord(before)
            let ends = !Self.isWord(word.last) || !Self.isWord(after)
            if begins && ends { return true }
            rest = line[range.upperBound...]
        }
        return false
    }

    private static func isWord(_ character: Character?) -> Bool {
        guard let character else { return false }
        return character.isLetter || character.isNumber || character == "_"
    }
}
