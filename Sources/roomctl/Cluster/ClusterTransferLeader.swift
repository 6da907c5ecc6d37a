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
        let response = try await ClientSession.withClient(global: self.global) { session in
            do throws(RoomClientError) {
                return try await session.client.transferLeadership(to: target)
            } catch {
                throw CommandFailure(error, format: session.format)
            }
        }
        switch self.global.output {
        case .json: Console.write(try JSONText.text(of: response))
        case .table: Console.write("the leader is now node \(response.nodeID)")
        }
    }
}
