import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl cluster drain`.
struct ClusterDrain: MembershipCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Prepare a member to be stopped: move the leadership away from it.",
        discussion: """
            Refuses when the others could not go on without it. What requests it has under way it \
            finishes by itself when it is told to stop (SIGTERM).

            EXAMPLES:
              roomctl cluster drain 2
            """)

    @Argument(help: ArgumentHelp("The member.", valueName: "id"))
    var id: UInt64

    @OptionGroup var membership: MembershipOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func change(
        with session: inout MembershipSession
    ) async throws -> (status: Roomkeeper_V1_NodeStatusResponse, done: String) {
        let id = self.id
        // A node that follows need not be asked for anything, and would not ask for the role.
        try session.session.requireOperator()
        let status = try await session.freshStatus()
        let member = try session.member(id, of: status)
        try self.checkOthers(of: status, session)
        guard status.nodeID == id else {
            return (status, Self.words(member))
        }
        let client = session.session
        _ = try await client.ask { client throws(RoomClientError) in
            try await client.transferLeadership(to: 0)
        }
        let after = try await session.wait(for: "another node to lead") { $0.nodeID != id }
        return (after, "node \(after.nodeID) leads now. " + Self.words(member))
    }

    private func checkOthers(
        of status: Roomkeeper_V1_NodeStatusResponse, _ session: MembershipSession
    ) throws {
        let voters = status.members.filter { $0.state == "voter" }
        let answering = voters.count { $0.answering && $0.nodeID != self.id }
        let needed = voters.count / 2 + 1
        guard answering < needed, status.isVoter(self.id) else { return }
        guard voters.count > 1 else {
            throw session.failure(
                reason: "QUORUM_WOULD_BE_LOST",
                message: "node \(self.id) is the only voter: nothing is served while it is stopped",
                advice: "stop it all the same (SIGTERM loses nothing), or add nodes before: "
                    + "roomctl cluster add HOST:PORT.")
        }
        throw session.failure(
            reason: "QUORUM_WOULD_BE_LOST",
            message: "without node \(self.id) only \(answering) of \(voters.count) voters answer, "
                + "and a majority is \(needed): the cluster would stop taking writes",
            advice: "start the other voters first; roomctl cluster members shows which.")
    }

    private static func words(_ member: Roomkeeper_V1_MemberStatus) -> String {
        "node \(member.nodeID) can be stopped: send its roomd SIGTERM"
    }
}
