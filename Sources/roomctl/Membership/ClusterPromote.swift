import ArgumentParser
import RoomProtocol

/// `roomctl cluster promote`.
struct ClusterPromote: MembershipCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Make a learner that has caught up a voter.",
        discussion: """
            EXAMPLES:
              roomctl cluster promote 4
            """)

    @Argument(help: ArgumentHelp("The learner.", valueName: "id"))
    var id: UInt64

    @OptionGroup var availability: ForceOption
    @OptionGroup var membership: MembershipOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func change(
        with session: inout MembershipSession
    ) async throws -> (status: Roomkeeper_V1_NodeStatusResponse, done: String) {
        let id = self.id
        _ = try session.member(id, of: try await session.status())
        let status = try await session.change(
            [.promote(id)], isForced: self.availability.force
        ) { $0.isVoter(id) }
        return (status, "node \(id) is a voter; \(status.voters) now")
    }
}
