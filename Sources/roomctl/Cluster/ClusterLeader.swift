import RoomClient
import RoomProtocol

/// Asks the leader how the cluster is, and finds the new one when the old one is gone.
struct ClusterLeader {
    private let session: ClientSession
    private let patience: Duration
    private var endpoint: String?

    /// - Parameter patience: how long the cluster may be without a leader.
    init(_ session: ClientSession, patience: Duration) {
        self.session = session
        self.patience = patience
    }

    /// - Parameter mayHaveChanged: whether something was asked for that may have come about.
    /// - Throws: `CommandFailure` when nobody says that it leads for as long as the patience lasts.
    mutating func status(
        mayHaveChanged: Bool = false
    ) async throws -> Roomkeeper_V1_NodeStatusResponse {
        let deadline = ContinuousClock.now + self.patience
        let notice = WaitNotice(for: "a node that leads", atMost: self.patience)
        defer { notice.end() }
        while true {
            if let status = await self.lead() { return status }
            let members = try await ClusterSurvey.members(of: self.session)
            let answers = members.compactMap { $0.answer?.status }
            let leaders = answers.filter { $0.role == "leader" }
            if let leader = leaders.max(by: { $0.term < $1.term }) {
                self.endpoint =
                    leader.members.first { $0.nodeID == leader.nodeID }?.nativeEndpoint
                return leader
            }
            guard ContinuousClock.now < deadline else {
                throw Self.noLeader(
                    members, mayHaveChanged: mayHaveChanged, format: self.session.format)
            }
            try await Task.sleep(for: Limits.pollInterval)
        }
    }

    /// The status of the node that led when it was last asked, if it still does.
    private mutating func lead() async -> Roomkeeper_V1_NodeStatusResponse? {
        guard let endpoint = self.endpoint else { return nil }
        self.endpoint = nil
        let status = try? await self.session.client.nodeStatus(endpoint: endpoint)
        guard let status, status.role == "leader" else { return nil }
        self.endpoint = endpoint
        return status
    }

    private static func noLeader(
        _ members: [MemberReport], mayHaveChanged: Bool, format: OutputFormat
    ) -> CommandFailure {
        let silent = members.filter { !$0.reachable }.map { member in
            "; no answer from \(member.endpoint): \(member.error ?? "no reason is known")"
        }
        return CommandFailure(
            status: mayHaveChanged ? .outcomeUnknown : .unavailable,
            report: ErrorReport(
                reason: "NO_QUORUM",
                message: "no node says that it leads the cluster\(silent.joined())",
                advice: "roomctl cluster status says how each node is; a majority of the voters "
                    + "must run and reach each other.",
                outcome: WireWord.name(mayHaveChanged ? .unknown : .notApplied)),
            format: format)
    }
}
