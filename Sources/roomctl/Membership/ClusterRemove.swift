import ArgumentParser
import RoomProtocol

/// `roomctl cluster remove`.
struct ClusterRemove: MembershipCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a member out of the cluster for good.",
        discussion: """
            Its id is never used again, and the others refuse it from then on. A leader that is \
            removed hands over first. The command refuses to leave the cluster with voters of \
            which no majority answers.

            EXAMPLES:
              roomctl cluster remove 4
            """)

    @Argument(help: ArgumentHelp("The member.", valueName: "id"))
    var id: UInt64

    @OptionGroup var availability: ForceOption
    @OptionGroup var membership: MembershipOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func change(
        with session: inout MembershipSession
    ) async throws -> (status: Roomkeeper_V1_NodeStatusResponse, done: String) {
        let id = self.id
        let before = try await session.status()
        // Run again after it was done.
        guard !before.removedNodeIds.contains(id) else {
            return (before, "node \(id) was removed before; \(before.votersLeft) left")
        }
        let member = try session.member(id, of: before)
        let status = try await session.change(
            [.remove(id)], isForced: self.availability.force
        ) { $0.member(id) == nil }
        return (
            status,
            """
            node \(id) is removed; \(status.votersLeft) left. Stop it now at \
            \(member.peerEndpoint); its data directory is of no more use.
            """
        )
    }
}
