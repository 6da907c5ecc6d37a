import RoomProtocol

/// What `cluster verify` found; the property names are the JSON keys.
struct VerifyReport: Encodable {
    struct Node: Encodable {
        let nodeId: UInt64?
        let endpoint: String
        /// `same`, `differs`, `behind`, `unreachable` or `alone`.
        let verdict: String
        /// Where in the log it was compared.
        let index: UInt64?
        /// Whom it is the same as, or differs from.
        let nodeIds: [UInt64]
        let words: String
    }

    /// Whether every node that answers is the same, and every node answers.
    let same: Bool
    let clusterId: String?
    let nodes: [Node]

    /// Whether asking again cannot change anything for the better.
    let isDecided: Bool

    private enum CodingKeys: String, CodingKey { case same, clusterId, nodes }

    init(members: [MemberReport], comparison: DigestComparison) {
        let isAlone = comparison.nodes.count == 1 && members.count == 1
        let nodes = members.map { Self.node($0, comparison, isAlone: isAlone) }
        let clusters = Set(members.compactMap { $0.answer?.status.clusterID })
        self.nodes = nodes
        self.clusterId = clusters.count == 1 ? clusters.first : nil
        self.same =
            clusters.count == 1 && nodes.allSatisfy { ["same", "alone"].contains($0.verdict) }
        self.isDecided = self.same || nodes.contains { $0.verdict == "differs" }
    }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json: return try JSONText.text(of: self)
        case .table:
            var table = TextTable("NODE", "ENDPOINT", "ROOMS")
            for node in self.nodes {
                table.add(node.nodeId.map { String($0) } ?? "?", node.endpoint, node.words)
            }
            return "\(self.headline)\n\n\(table.rendered())"
        }
    }

    private var headline: String {
        if self.nodes.contains(where: { $0.verdict == "differs" }) {
            return "NOT all nodes have the same rooms"
        }
        if self.same { return "all nodes have the same rooms" }
        return self.clusterId == nil
            ? "the endpoints belong to different clusters, or none answers"
            : "no node differs, but not all could be compared"
    }

    private static func node(
        _ member: MemberReport, _ comparison: DigestComparison, isAlone: Bool
    ) -> Node {
        func node(
            _ verdict: String, _ words: String, at index: UInt64? = nil, _ others: [UInt64] = []
        ) -> Node {
            Node(
                nodeId: member.nodeId, endpoint: member.endpoint, verdict: verdict, index: index,
                nodeIds: others, words: words)
        }
        guard let status = member.answer?.status else {
            return node("unreachable", "does not answer: \(member.error ?? "")")
        }
        if isAlone { return node("alone", "there is no other node to compare with") }
        switch comparison.verdict(on: status.nodeID) {
        case .same(let others, let index):
            return node("same", "same as \(Self.list(others)) at index \(index)", at: index, others)
        case .differs(let others, let index):
            let words = """
                DIFFERS from \(Self.list(others)) at index \(index): stop it, keep its data \
                directory, and replace it
                """
            return node("differs", words, at: index, others)
        case .nothingInCommon:
            let index = comparison.appliedIndex(of: status.nodeID)
            let newest = comparison.nodes.map { comparison.appliedIndex(of: $0) }.max() ?? index
            return node(
                "behind", "behind: has applied \(index) of \(newest), no place in common yet",
                at: index)
        }
    }

    private static func list(_ nodes: [UInt64]) -> String {
        (nodes.count == 1 ? "node " : "nodes ") + nodes.map(String.init).joined(separator: ", ")
    }
}
