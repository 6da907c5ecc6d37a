import ArgumentParser
import RoomProtocol

/// How fresh an answer must be, and who is to give it.
struct ReadOptions: ParsableArguments {
    @Option(help: "How fresh the answer must be.")
    var readLevel: ReadLevelArgument = .linearizable

    @Option(
        help: ArgumentHelp(
            "With --read-level at-least: the consistencyToken of an earlier answer.",
            valueName: "text"))
    var token: String?

    @OptionGroup var nodeOptions: NodeOptions

    func validate() throws {
        guard (self.readLevel == .atLeast) == (self.token != nil) else {
            throw ValidationError("--read-level at-least and --token go together.")
        }
    }
}
