import ArgumentParser
import Linearizability

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judges a history: whether any order of the operations explains every answer.",
        discussion: """
            The format is that of docs/histories.md. Exit code 0: it is good; 1: it is bad, and \
            what cannot be so is told with its lines; 2: it is no history; 3: not decided in \
            time, or the run proves nothing.
            """)

    @Argument(help: "A history in JSON lines.")
    var file: String

    @Option(name: .long, help: "What the operations are done to: room or register.")
    var model = HistoryModel.room

    @Option(name: .long, help: "Seconds after which a search is given up.")
    var timeout = 60.0

    @Option(name: .shortAndLong, help: "How the verdict is printed: text or json.")
    var output = OutputFormat.text

    func validate() throws {
        guard self.timeout > 0, self.timeout.isFinite else {
            throw ValidationError("--timeout must be above 0")
        }
    }

    func run() throws {
        let verdict = try HistoryFile.read(self.file).judged(
            self.model, timeout: .seconds(self.timeout))
        switch self.output {
        case .text: print(VerdictText.text(of: verdict))
        case .json: print(try VerdictText.json(of: verdict))
        }
        try HistoryFile.exit(after: verdict)
    }
}

extension HistoryModel: ExpressibleByArgument {}

enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
}
