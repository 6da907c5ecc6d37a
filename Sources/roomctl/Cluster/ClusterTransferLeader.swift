import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl cluster transfer-leader`.
struct ClusterTransferLeader: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer-leader",
        abstract: "Hand the leadership to another node, without an election timeout.",
        discussion: """
            EXAMPLES:
              roomctl cluster transfer-leader
              roomctl cluster transfer-leader --to 2
            """)

    @Option(
        help: ArgumentHelp(
            "The new leader (default: the member with the longest log).", valueName: "id"))
    var to: UInt64?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard self.to != 0 else { throw ValidationError("--to: node ids begin at 1.") }
    }

    func run() async throws {
        let target = self.to ?? 0
        let (response, alarm) = try await ClientSession.withClient(global: self.global) { session in
            let response = try await session.ask { client throws(RoomClientError) in
                try await client.transferLeadership(to: target)
            }
            return (response, await Self.alarm(of: response.nodeID, session))
        }
        if !alarm.isEmpty {
            Console.writeError(
                "note: node \(response.nodeID) raises an alarm, and may hand the leadership on at "
                    + "once: \(alarm); roomctl cluster members says who leads")
        }
        switch self.global.output {
        case .json: Console.write(try JSONText.text(of: response))
        case .table: Console.write("the leader is now node \(response.nodeID)")
        }
    }

    /// What an operator should look at on the new leader; empty when there is nothing, or when it
    /// cannot be asked.
    private static func alarm(of node: UInt64, _ session: ClientSession) async -> String {
        let members = await ClusterSurvey.members(asking: session.client)
        return members.first { $0.nodeId == node }?.answer?.status.alarm ?? ""
    }
}
