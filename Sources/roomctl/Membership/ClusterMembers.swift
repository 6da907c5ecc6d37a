import ArgumentParser
import RoomProtocol

/// `roomctl cluster members`.
struct ClusterMembers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract: "List the members as the leader knows them.",
        discussion: """
            EXAMPLES:
              roomctl cluster members
              roomctl cluster members -o json
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let status = try await ClientSession.withClient(global: self.global) { session in
            var leader = ClusterLeader(session, patience: self.global.timeout.duration)
            return try await leader.status()
        }
        Console.write(try MembersText(status).rendered(as: self.global.output))
    }
}
