import ArgumentParser

/// A command of `roomd` that does its work in `execute`.
///
/// The program maps its errors to exit codes; `ParsableCommand.run` would not let it.
protocol NodeCommand: ParsableCommand {
    func execute() async throws
}
