import ArgumentParser
import Foundation
import Linearizability

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judges a history and draws it: one page in one file.",
        discussion: """
            The page says what the verdict is and why, and shows the run from left to right: \
            faults, nodes, outcomes, throughput, latency. Exit codes are those of check.
            """)

    @Argument(help: "A history in JSON lines.")
    var file: String

    @Option(name: .long, help: "What the operations are done to: room or register.")
    var model = HistoryModel.room

    @Option(name: .long, help: "Seconds after which a search is given up.")
    var timeout = 60.0

    @Option(name: .long, help: "Where the page is written.")
    var output = "report.html"

    func validate() throws {
        guard self.timeout > 0, self.timeout.isFinite else {
            throw ValidationError("--timeout must be above 0")
        }
    }

    func run() throws {
        let file = try HistoryFile.read(self.file)
        let verdict = try file.judged(self.model, timeout: .seconds(self.timeout))
        let page = RunReport.html(of: file.history, verdict)
        do {
            try page.write(toFile: self.output, atomically: true, encoding: .utf8)
        } catch {
            FileHandle.standardError.write(
                Data("error: \(self.output) cannot be written\n".utf8))
            throw ExitCode(2)
        }
        print("\(verdict.outcome.rawValue.uppercased()): \(verdict.sentence)")
        print("report: \(self.output)")
        try HistoryFile.exit(after: verdict)
    }
}
