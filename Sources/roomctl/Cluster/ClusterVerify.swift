import ArgumentParser
import RoomClient
import RoomProtocol

/// `roomctl cluster verify`.
struct ClusterVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare the rooms of all nodes by their digests, also under load.",
        discussion: """
            Each node folds every change into one digest, so equal digests at one place of the log \
            are equal rooms. The nodes are asked until each has told a place that another one has \
            told too. Exits with 0 when all are the same, with 1 when one differs, does not \
            answer, or has nothing in common with the others in time.

            EXAMPLES:
              roomctl cluster verify
              roomctl cluster verify --wait 1m -o json
            """)

    @Option(
        help: ArgumentHelp(
            "How long nodes that are behind may take, e.g. 30s.", valueName: "time"))
    var wait = DurationArgument(.seconds(10))

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let deadline = ContinuousClock.now + self.wait.duration
        let report = try await ClientSession.withClient(global: self.global) { session in
            var comparison = DigestComparison()
            let notice = WaitNotice(
                for: "a place of the log that all nodes tell of", atMost: self.wait.duration,
                option: "--wait")
            defer { notice.end() }
            while true {
                let members = try await ClusterSurvey.members(of: session)
                for status in members.compactMap({ $0.answer?.status }) {
                    comparison.add(status)
                }
                let report = VerifyReport(members: members, comparison: comparison)
                if report.isDecided || ContinuousClock.now >= deadline { return report }
                try await Task.sleep(for: Limits.pollInterval)
            }
        }
        Console.write(try report.rendered(as: self.global.output))
        guard report.same else { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}
