import ArgumentParser
import Foundation
import RoomClient
import RoomStorage

/// `roomctl doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say in words what is wrong with a cluster or a data directory, and what to do.",
        discussion: """
            Asks the endpoints given and every node that they name; with --data it looks at the \
            directory of a node that does not run instead; it opens it as the node would, and \
            changes no log and no rooms. Exits with 0 when there is no problem, with 1 otherwise.

            EXAMPLES:
              roomctl doctor
              roomctl doctor --endpoints 10.0.0.1:7401 -o json
              roomctl doctor --data /var/lib/roomkeeper
            """)

    @Option(help: ArgumentHelp("A data directory of this machine.", valueName: "dir"))
    var data: String?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let diagnosis: Diagnosis
        if let data = self.data {
            diagnosis = DirectoryDiagnosis(path: data).diagnosis()
        } else {
            diagnosis = try await ClientSession.withClient(global: self.global) { session in
                let began = ContinuousClock.now
                let members = await ClusterSurvey.members(asking: session.client)
                let took = (ContinuousClock.now - began) / .milliseconds(1)
                let now = Date().timeIntervalSince1970 * 1000
                return ClusterDiagnosis(
                    members: members, now: UInt64(max(0, now)), askedFor: UInt64(max(0, took))
                ).diagnosis(by: session.certificate)
            }
        }
        Console.write(try diagnosis.rendered(as: self.global.output))
        guard diagnosis.healthy else { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}
