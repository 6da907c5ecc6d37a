/// What documents say of the repository is there.
enum DocumentRule {
    private static let roots = [
        "Sources/", "Tests/", "cluster/", "chaos/", "docs/", ".ci/", "README.md", "Package.swift",
    ]
    /// Marks of a pattern or a placeholder, not of a file.
    private static let patternMarks: Set<Character> = ["*", "<", "…", "{", "$"]

    static func findings(
        in document: Document, exists: (String) -> Bool, isExecutable: (String) -> Bool
    ) -> [Finding] {
        var findings: [Finding] = []
        for link in document.links {
            guard let path = Self.linkedPath(link.text, from: document), !exists(path) else {
                continue
            }
            findings.append(
                Finding(
                    path: document.path, line: link.line, text: "the link to \(link.text) is dead"))
        }
        for mention in document.spans + document.blockLines {
            guard let path = Self.namedPath(mention.text) else { continue }
            if !exists(path) {
                findings.append(
                    Finding(path: document.path, line: mention.line, text: "there is no \(path)"))
            } else if Self.isCommand(path), !isExecutable(path) {
                findings.append(
                    Finding(
                        path: document.path, line: mention.line, text: "\(path) does not execute"))
            }
        }
        return findings
    }

    /// The path that a relative link leads to, from the root; `nil` for the web and for anchors.
    static func linkedPath(_ link: String, from document: Document) -> String? {
        guard !link.contains("://"), !link.hasPrefix("mailto:"), !link.hasPrefix("#") else {
            return nil
        }
        var parts = document.folder
        let path = link.split(separator: "#").first ?? ""
        for part in path.split(separator: "/") {
            if part == ".." {
                if parts.isEmpty { return link }
                parts.removeLast()
            } else if part != "." {
                parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    /// The file that a code span or a line of a code block begins with, if it names one of ours.
    static func namedPath(_ text: String) -> String? {
        guard let first = text.split(separator: " ").first(where: { !$0.contains("=") }) else {
            return nil
        }
        let word = first.hasPrefix("./") ? first.dropFirst(2) : first
        guard Self.roots.contains(where: { word.hasPrefix($0) }),
            !word.contains(where: { Self.patternMarks.contains($0) })
        else { return nil }
        let path = word.split(separator: ":").first ?? word
        let end = path.lastIndex { !",;.)".contains($0) }
        return end.map { String(path[...$0]) }
    }

    /// Files that a reader is told to run.
    private static func isCommand(_ path: String) -> Bool {
        if path == "Tests/run" || path == ".ci/run" { return true }
        return path.hasPrefix("cluster/") && path != "cluster/lib" && !path.hasSuffix("/")
            && !path.contains(".")
    }

    /// Whether the index of the decisions names each of them, and no other.
    static func decisionFindings(index: Document, paths: [String]) -> [Finding] {
        let folder = "docs/decisions/"
        let records = paths.filter { $0.hasPrefix(folder) && $0 != index.path }
        let linked = Set(index.links.compactMap { Self.linkedPath($0.text, from: index) })
        var findings = records.filter { !linked.contains($0) }.map {
            Finding(path: index.path, line: nil, text: "\($0) is not listed")
        }
        var seen: [String: String] = [:]
        for record in records {
            let number = String(record.dropFirst(folder.count).prefix(4))
            if number.count != 4 || Int(number) == nil {
                findings.append(
                    Finding(path: record, line: nil, text: "its name must begin with four digits"))
            } else if let other = seen.updateValue(record, forKey: number) {
                findings.append(
                    Finding(path: record, line: nil, text: "\(other) has the same number"))
            }
        }
        return findings
    }
}
