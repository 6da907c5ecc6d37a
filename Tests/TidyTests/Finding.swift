/// One place that breaks a rule: where, what, and what to do instead.
struct Finding: Equatable, CustomStringConvertible {
    var path: String
    /// From 1; `nil` when the finding is about the whole file.
    var line: Int?
    var text: String

    var description: String {
        if let line = self.line { return "\(self.path):\(line): \(self.text)" }
        return "\(self.path): \(self.text)"
    }
}

/// All findings as one text, a line each, so that one failure shows all that is to be done.
func report(_ findings: [Finding]) -> String {
    (["\(findings.count) findings:"] + findings.map(\.description)).joined(separator: "\n")
}
