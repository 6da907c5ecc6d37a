import ChaosHarness
import Foundation

/// Runs programs to their end.
enum CommandRunner {
    /// - Parameters:
    ///   - directory: where the program runs and its output is kept while it does.
    ///   - environment: added to this process's own.
    static func run(
        _ program: Program, _ arguments: [String], in directory: URL,
        environment: [String: String] = [:]
    ) async throws -> CommandResult {
        // Files instead of pipes: a program never waits for its reader.
        let name = "\(program.rawValue)-\(UUID().uuidString)"
        let output = directory.appendingPathComponent("\(name).out")
        let errors = directory.appendingPathComponent("\(name).err")
        let child = try ChildProcess(
            program.url(), arguments, in: directory, output: output, errors: errors,
            environment: environment)
        let exitCode = await child.exitCode()
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: errors)
        }
        return CommandResult(
            arguments: [program.rawValue] + arguments, exitCode: exitCode,
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}
