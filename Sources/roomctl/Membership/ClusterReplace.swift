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

    @OptionGroup var newMember: NewMemberOptions

    @OptionGroup var availability: ForceOption
    @OptionGroup var membership: MembershipOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func change(
        with session: inout MembershipSession
    ) async throws -> (status: Roomkeeper_V1_NodeStatusResponse, done: String) {
        let old = self.old
        let member = try self.newMember.member()
        let before = try await session.settledStatus()
        // Run again after it was done: the old one is gone and the new one a voter.
        if before.removedNodeIds.contains(old), let new = member.known(in: before),
            before.isVoter(new.nodeID)
        {
            return (before, "node \(new.nodeID) has taken the place of node \(old) before")
        }
        let oldMember = try session.member(old, of: before)
        // A voter would only be one fewer; a learner there is what an earlier run left.
        let voters = before.members.filter { before.isVoter($0.nodeID) }
        try session.requireFree(member.addresses, for: nil, among: voters)
        let id = try await member.join(with: &session)
        let status = try await session.change(
            [.promote(id), .remove(old)], isForced: self.availability.force
        ) { $0.isVoter(id) && $0.member(old) == nil }
        return (
            status,
            """
            node \(id) has taken the place of node \(old); \(status.voters) now. Stop node \(old) \
            at \(oldMember.peerEndpoint) if it still runs; its data directory is of no more use.
            """
        )
    }
}
