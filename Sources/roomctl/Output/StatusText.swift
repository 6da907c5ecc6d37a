import RoomProtocol

/// How a cluster is, in words or as JSON.
struct StatusText {
    let report: ClusterReport

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(of: self.report)
        case .table:
            return ([self.headline, "", self.members] + self.problems).joined(separator: "\n")
        }
    }

    private var headline: String {
        let cluster = self.report.clusterId.map { "cluster \($0)" } ?? "cluster"
        return "\(cluster): \(self.report.healthy ? "healthy" : "NOT HEALTHY")"
    }

    private var members: String {
        var table = TextTable(
            "NODE", "ENDPOINT", "ROLE", "TERM", "LEADER", "COMMIT", "APPLIED", "STATE DIGEST",
            "READY")
        for member in self.report.members {
            let node = member.nodeId.map { String($0) } ?? "?"
            guard let status = member.answer?.status else {
                table.add(node, member.endpoint, "unreachable", "", "", "", "", "", "no")
                continue
            }
            table.add(
                node, member.endpoint, status.role, String(status.term),
                status.leaderID == 0 ? "none" : String(status.leaderID),
                String(status.commitIndex), String(status.appliedIndex), status.stateDigest,
                status.ready ? "yes" : "no")
        }
        return table.rendered()
    }

    private var problems: [String] {
        guard !self.report.healthy else { return [] }
        return [""] + self.report.problems.map { "problem: \($0)" }
    }
}
