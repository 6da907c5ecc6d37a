/// A Swift file as the rules read it: as written, and with comments and strings blanked out.
struct SwiftSource {
    let path: String
    let lines: [String]
    /// As many lines as `lines`, with only the code left in them.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        self.lines = Self.split(text)
        var scanner = CodeScanner(text)
        self.code = Self.split(scanner.codeOnly())
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The folder below Sources/ or Tests/ that the file belongs to: its target.
    var target: String? {
        if self.path.hasPrefix("chaos/Harness/") { return "ChaosHarness" }
        let parts = self.path.split(separator: "/")
        guard parts.count >= 3, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }

    var isTest: Bool { self.path.hasPrefix("Tests/") }
    var isManifest: Bool { self.path == "Package.swift" }

    /// The file's name without its folder and extension.
    var stem: String {
        let name = self.path.split(separator: "/").last.map(String.init) ?? self.path
        return name.hasSuffix(".swift") ? String(name.dropLast(6)) : name
    }
}
