import ArgumentParser
import RoomProtocol

/// `roomctl cluster add`.
struct ClusterAdd: MembershipCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Take a new node into the cluster: learner, caught up, voter.",
        discussion: """
            Makes the node a learner, writes the cluster file from which its directory is \
            formatted, waits until the node runs and has caught up, and makes it a voter. A \
            learner counts in no majority, so the cluster is never weaker on the way. When the \
            command is interrupted, run it again: it goes on where it was.

            HOST:PORT is the address for the other nodes; the native, gRPC and HTTP doors take \
            the three ports after it, or all four are told as peer=...,native=...,grpc=...,http=...

            EXAMPLES:
              roomctl cluster add 10.0.0.4:7400
              roomctl cluster add 10.0.0.4:7400 --learner
              roomctl cluster add peer=n4:7400,native=n4:80,grpc=n4:81,http=n4:82 --id 4
            """)

    @OptionGroup var newMember: NewMemberOptions

    @Flag(help: "Leave it a learner: it serves reads and watches, and counts in no majority.")
    var learner = false

    @OptionGroup var membership: MembershipOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func change(
        with session: inout MembershipSession
    ) async throws -> (status: Roomkeeper_V1_NodeStatusResponse, done: String) {
        let member = try self.newMember.member()
        let before = try await session.settledStatus()
        // Run again after it was done, or an address of a member told by mistake.
        if let known = member.known(in: before), before.isVoter(known.nodeID) {
            let node = "node \(known.nodeID), a voter already"
            return (before, "\(member.addresses.peer) is \(node); nothing was changed")
        }
        let id = try await member.join(with: &session)
        guard !self.learner else {
            return (try await session.status(), "node \(id) is a learner and has caught up")
        }
        let status = try await session.change([.promote(id)]) { $0.isVoter(id) }
        return (status, "node \(id) is a voter; \(status.voters) now")
    }
}

extension Roomkeeper_V1_NodeStatusResponse {
    var voterCount: Int { self.members.count { $0.state == "voter" } }

    var voters: String { self.voterCount == 1 ? "1 voter" : "\(self.voterCount) voters" }

    var votersLeft: String { "\(self.voters) \(self.voterCount == 1 ? "is" : "are")" }
}
