/// A test that a document names, as `Suite` or `Suite.function`, is there.
enum TestMentionRule {
    /// Suites, and the targets that they are in, with their functions.
    struct Index {
        private var functions: [String: Set<String>] = [:]

        init(_ sources: [SwiftSource]) {
            for source in sources where source.isTest {
                let words = source.code.map { line in
                    line.split { !($0.isLetter || $0.isNumber) }.map(String.init)
                }
                let suites =
                    words.compactMap { Self.name(after: ["struct", "class"], in: $0) }
                    .filter { $0.hasSuffix("Tests") } + (source.target.map { [$0] } ?? [])
                let names = words.compactMap { Self.name(after: ["func"], in: $0) }
                for suite in suites {
                    self.functions[suite, default: []].formUnion(names)
                }
            }
        }

        func has(_ mention: [Substring]) -> Bool {
            guard let functions = self.functions[String(mention[0])] else { return false }
            return mention.count == 1 || functions.contains(String(mention[1]))
        }

        private static func name(after words: Set<String>, in line: [String]) -> String? {
            guard let place = line.firstIndex(where: { words.contains($0) }),
                place + 1 < line.count
            else { return nil }
            return line[place + 1]
        }
    }

    static func findings(in document: Document, _ index: Index) -> [Finding] {
        document.spans.compactMap { span in
            guard let mention = Self.mention(in: span.text), !index.has(mention) else { return nil }
            return Finding(
                path: document.path, line: span.line, text: "there is no test \(span.text)")
        }
    }

    /// The parts of the name of a test; `nil` for other words.
    private static func mention(in text: String) -> [Substring]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts[0].hasSuffix("Tests"), parts[0] != "Tests",
            parts.allSatisfy({ $0.allSatisfy { $0.isLetter || $0.isNumber } }),
            parts.last != "swift"
        else { return nil }
        return parts
    }
}
