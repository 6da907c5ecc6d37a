import RoomProtocol

/// How a cluster is, judged from what its members say.
///
/// The property names are the JSON keys.
struct ClusterReport: Encodable, Sendable {
    /// Every member answers, is ready, and all agree on cluster, leader and state.
    let healthy: Bool
    /// What is wrong, in words; empty exactly when the cluster is healthy.
    let problems: [String]
    let clusterId: String?
    /// Of the newest term that was heard; left out when no leader is known.
    let leaderId: UInt64?
    let term: UInt64?
    let members: [MemberReport]

    init(members: [MemberReport]) {
        let statuses = members.compactMap { $0.answer?.status }
        let newest = statuses.max { $0.term < $1.term }
        let leader = statuses.first { $0.term == newest?.term && $0.leaderID != 0 }?.leaderID
        let problems =
            Self.memberProblems(members) + Self.leaderProblems(statuses, leader: leader)
            + Self.identityProblems(statuses) + Self.digestProblems(statuses)
        self.healthy = problems.isEmpty
        self.problems = problems
        self.clusterId = newest?.clusterID
        self.leaderId = leader
        self.term = newest?.term
        self.members = members
    }

    private static func memberProblems(_ members: [MemberReport]) -> [String] {
        members.compactMap { member in
            let name = member.nodeId.map { "node \($0)" } ?? "the node"
            guard let status = member.answer?.status else {
                return "\(name) at \(member.endpoint) does not answer: \(member.error ?? "")"
            }
            guard !status.ready else { return nil }
            return "\(name) at \(member.endpoint) is not ready: \(status.notReadyReason)"
        }
    }

    private static func leaderProblems(
        _ statuses: [Roomkeeper_V1_NodeStatusResponse], leader: UInt64?
    ) -> [String] {
        guard let leader else {
            return statuses.isEmpty ? [] : ["no node knows a leader"]
        }
        return statuses.filter { $0.leaderID != leader }.map { status in
            let other = status.leaderID == 0 ? "none" : "node \(status.leaderID)"
            return "node \(status.nodeID) takes \(other) for the leader, not node \(leader)"
        }
    }

    private static func identityProblems(
        _ statuses: [Roomkeeper_V1_NodeStatusResponse]
    ) -> [String] {
        let clusters = Set(statuses.map { $0.clusterID }).sorted()
        guard clusters.count > 1 else { return [] }
        let list = clusters.joined(separator: ", ")
        return ["the endpoints belong to different clusters: \(list)"]
    }

    /// Digests can be compared only between nodes that have applied exactly as much.
    private static func digestProblems(
        _ statuses: [Roomkeeper_V1_NodeStatusResponse]
    ) -> [String] {
        let groups = Dictionary(grouping: statuses) { "\($0.clusterID)/\($0.appliedIndex)" }
        return groups.sorted { $0.key < $1.key }.compactMap { _, group in
            guard Set(group.map { $0.stateDigest }).count > 1 else { return nil }
            let nodes = group.map { String($0.nodeID) }.sorted().joined(separator: ", ")
            return "nodes \(nodes) have DIFFERENT states at the same applied index: "
                + "stop them and keep their data directories"
        }
    }
}
