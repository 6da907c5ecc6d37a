import ArgumentParser
import RoomProtocol

/// `roomctl cluster replace`.
struct ClusterReplace: MembershipCommand {
    static let configuration = CommandConfiguration(
        commandName: "replace",
        abstract: "Put a new node in the place of a member, dead or alive.",
        discussion: """
            Takes the new node in as a learner, as "cluster add" does, and once it has caught up \
            makes it a voter and removes the old one in the same step: the number of voters never \
            changes. This is the remedy for a node whose disk is lost.

            EXAMPLES:
              roomctl cluster replace 2 10.0.0.4:7400
            """)

    @Argument(help: ArgumentHelp("The member to remove.", valueName: "id"))
    var old: UInt64

    @Argument(help: ArgumentHelp("Where the new node is reached.", valueName: "host:port"))
    var address: String

    @Option(help: ArgumentHelp("Its id (default: the next that nobody had).", valueName: "id"))
    var id: UInt64?

    @Option(
        name: .customLong("output-file"),
        help: ArgumentHelp(
            "Where to write the file to format the node from (default: node-ID.yaml).",
            valueName: "file"))
    var file: String?

    @OptionGroup var availability: ForceOption
    @OptionGroup var membership: MembershipOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard self.id != 0 else { throw ValidationError("--id: node ids begin at 1.") }
        _ = try MemberAddresses(parsing: self.address, option: "the address")
    }

    func change(
        with session: inout MembershipSession
    ) async throws -> (status: Roomkeeper_V1_NodeStatusResponse, done: String) {
        let old = self.old
        let addresses = try MemberAddresses(parsing: self.address, option: "the address")
        let before = try await session.status()
        // Run again after it was done: the old one is gone and the new one a voter.
        if before.removedNodeIds.contains(old),
            let new = before.members.first(where: { $0.isReached(at: addresses) }),
            before.isVoter(new.nodeID)
        {
            return (before, "node \(new.nodeID) has taken the place of node \(old)")
        }
        _ = try session.member(old, of: before)
        let member = NewMember(addresses: addresses, id: self.id, file: self.file)
        let id = try await member.join(with: &session)
        let isVoter = try await session.status().isVoter(id)
        let steps: [Roomkeeper_V1_MembershipStep] =
            isVoter ? [.remove(old)] : [.promote(id), .remove(old)]
        let status = try await session.change(
            steps, isForced: self.availability.force
        ) { $0.isVoter(id) && $0.member(old) == nil }
        return (
            status,
            "node \(id) has taken the place of node \(old); \(status.voterCount) voters now"
        )
    }
}
