/// What lies at the top of the repository, and that nothing in it knows this machine.
enum TreeRule {
    private static let topLevel: Set<String> = [
        "README.md", "Package.swift", "Sources", "Tests", "cluster", "chaos", "docs",
    ]

    static func topLevelFindings(in paths: [String]) -> [Finding] {
        let tops = Set(paths.compactMap { $0.split(separator: "/").first.map(String.init) })
        return tops.sorted().filter { !Self.topLevel.contains($0) && !$0.hasPrefix(".") }.map {
            Finding(
                path: $0, line: nil,
                text: "the top level is fixed; put it below one of"
                    + " \(Self.topLevel.sorted().joined(separator: ", "))")
        }
    }

    /// Folders that only one machine has. Joined here, so that this file does not hold them.
    private static let machineFolders = ["root", "Users", "work", "opt/swift"].map {
        "/" + $0 + "/"
    }

    static func machinePathFindings(path: String, text: String, root: String) -> [Finding] {
        let needles = Self.machineFolders + (root.count > 1 ? [root] : [])
        var findings: [Finding] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            for needle in needles where Self.containsPath(line, needle) {
                let text = "'\(needle)' is a path of one machine; make it relative"
                findings.append(Finding(path: path, line: number + 1, text: text))
            }
        }
        return findings
    }

    /// Whether `needle` begins a path in `line`: no name stands before its slash.
    private static func containsPath(_ line: Substring, _ needle: String) -> Bool {
        var rest = line
        while let range = rest.firstRange(of: needle) {
            let before = line[..<range.lowerBound].last
            let goesOn = before.map { $0.isLetter || $0.isNumber || "_-.})*".contains($0) } ?? false
            if !goesOn { return true }
            rest = line[range.upperBound...]
        }
        return false
    }
}
