import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl cluster status`.
struct ClusterStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Ask every node how it is, and print what it says.",
        discussion: """
            Asks the endpoints given and every member that they name. Exits with 0 when every \
            member answers, is ready, and all agree; with 1 otherwise, and says what is wrong.

            EXAMPLES:
              roomctl cluster status
              roomctl cluster status -o json --timeout 1s
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let report = try await ClientSession.withClient(global: self.global) { session in
            try await ClusterReport(members: ClusterSurvey.members(of: session))
        }
        Console.write(try StatusText(report: report).rendered(as: self.global.output))
        guard report.healthy else { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}
