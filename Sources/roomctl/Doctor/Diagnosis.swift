/// What `doctor` says in the end; the property names are the JSON keys.
struct Diagnosis: Encodable {
    /// There is no problem; there may be notes.
    let healthy: Bool
    /// What was looked at.
    let checked: String
    let findings: [Finding]

    init(checked: String, findings: [Finding]) {
        self.healthy = findings.allSatisfy { $0.severity == .note }
        self.checked = checked
        self.findings = findings
    }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json: return try JSONText.text(of: self)
        case .table:
            let lines = self.findings.map { finding in
                "\(finding.severity.rawValue): \(finding.what)\n  what to do: \(finding.advice)"
            }
            return (["\(self.checked): \(self.healthy ? "healthy" : "NOT HEALTHY")"] + lines)
                .joined(separator: "\n")
        }
    }
}
