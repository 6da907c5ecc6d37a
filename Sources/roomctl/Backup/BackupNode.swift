import RoomClient
import RoomProtocol

/// Which node makes the backup.
enum BackupNode {
    /// The native endpoint of the node that was named, or of one that is ready: a follower before
    /// the leader, which has enough to do.
    ///
    /// - Throws: `CommandFailure` when no node is ready.
    static func endpoint(global: GlobalOptions, node: NodeOptions) async throws -> String {
        if let named = try await ClientSession.pinnedEndpoint(global: global, node: node) {
            return named
        }
        let members = try await ClientSession.withClient(global: global) { session in
            try await ClusterSurvey.members(of: session)
        }
        let ready = members.filter { $0.answer?.status.ready == true }
        let spare = ready.first { $0.answer?.status.role != "leader" }
        guard let chosen = spare ?? ready.first else {
            let silent = members.filter { !$0.reachable }.map { $0.endpoint }
            throw CommandFailure(
                status: .unavailable,
                report: ErrorReport(
                    reason: "UNAVAILABLE",
                    message: "no node is ready to make a backup"
                        + (silent.isEmpty
                            ? "" : "; no answer from \(silent.joined(separator: ", "))"),
                    advice: "roomctl cluster status says how each node is; when a majority is "
                        + "lost for good, see roomctl cluster recover.",
                    outcome: WireWord.name(.notApplied)),
                format: global.output)
        }
        return chosen.endpoint
    }
}
