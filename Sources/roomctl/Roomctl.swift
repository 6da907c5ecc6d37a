import ArgumentParser
import Foundation
import RoomProtocol

/// `roomctl`: the command line of the people who run and use a Roomkeeper cluster.
@main
struct Roomctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roomctl",
        abstract: "Works with the live rooms of a Roomkeeper cluster, and with the cluster.",
        discussion: """
            Any node answers any command. Results go to standard output, everything else to \
            standard error; with -o json an error is also printed as an object {"error": {...}} \
            on standard output.

            EXAMPLES:
              roomctl cluster status
              roomctl room create --owner anna --title "Spring shoes" --start
              roomctl room pin ROOM sku-1 --title "Red sneaker"
              roomctl room get ROOM -o json

            ENVIRONMENT:
              \(GlobalOptions.endpointsVariable)  used when --endpoints is not given
              \(TLSOptions.certificateVariable), \(TLSOptions.keyVariable), \
            \(TLSOptions.authoritiesVariable)
                                 used when --tls-cert, --tls-key and --tls-ca are not given

            \(ExitStatus.help)
            """,
        version: Version.current,
        subcommands: [
            RoomCommand.self, ClusterCommand.self, BackupCommand.self, DoctorCommand.self,
            BenchCommand.self,
        ])

    @OptionGroup(title: "Global options") var global: GlobalOptions

    /// Runs the command line and leaves with one of `ExitStatus`.
    static func main() async {
        Foundation.exit(await Self.perform().rawValue)
    }

    private static func perform() async -> ExitStatus {
        let words = CommandWords(Array(CommandLine.arguments.dropFirst()))
        do {
            var command = try await Self.asyncParseAsRoot(words.arguments)
            if var asyncCommand = command as? any AsyncParsableCommand {
                try await asyncCommand.run()
            } else {
                try command.run()
            }
            return .ok
        } catch let failure as CommandFailure {
            failure.show()
            return failure.status
        } catch let code as ExitCode {
            // A command that has printed its result, which itself tells what is wrong.
            return ExitStatus(rawValue: code.rawValue) ?? .failed
        } catch {
            return Self.show(error, unknown: words.unknown)
        }
    }

    /// Shows what the argument parser throws: help, the version, or a wrong command line.
    ///
    /// - Parameter unknown: a word that is no command, whatever the parser makes of it.
    private static func show(_ error: any Error, unknown: CommandWords.Unknown?) -> ExitStatus {
        let text = Self.fullMessage(for: error)
        switch Self.exitCode(for: error) {
        case .success:
            Console.write(text)
            return .ok
        case .validationFailure:
            let usage = text.split(separator: "\n").drop { !$0.hasPrefix("Usage:") }
            let whole = unknown.map { ["Error: \($0.sentence)"] + usage.map(String.init) }
            Console.writeError(whole?.joined(separator: "\n") ?? text)
            if Self.wantsJSON(CommandLine.arguments) {
                let report = ErrorReport(
                    reason: "USAGE", message: unknown?.sentence ?? Self.message(for: error),
                    advice: "see roomctl --help.", outcome: WireWord.name(.notApplied))
                _ = try? Console.write(report.json())
            }
            return .usage
        default:
            Console.writeError(text)
            return .failed
        }
    }

    /// Whether a command line that could not be parsed asked for JSON.
    private static func wantsJSON(_ arguments: [String]) -> Bool {
        let pairs = zip(arguments, arguments.dropFirst())
        return pairs.contains { ($0 == "-o" || $0 == "--format") && $1 == "json" }
            || arguments.contains { $0 == "--format=json" || $0 == "-o=json" || $0 == "-ojson" }
    }
}
