import ArgumentParser
import RoomServer

#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Darwin)
@preconcurrency import Darwin
#endif

/// Parses, runs the command and turns whatever it throws into one message and an exit code.
@main
enum Main {
    static func main() async {
        let status = await Self.run(Array(CommandLine.arguments.dropFirst()))
        // Not exit(3), which destroys the statics of RocksDB's library while its threads compact:
        // the databases stay open to the end, since nothing in them waits for being closed.
        fflush(nil)
        _exit(status.rawValue)
    }

    private static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            var command = try Roomd.parseAsRoot(arguments)
            if let command = command as? any NodeCommand {
                try await command.execute()
            } else {
                // `help`, and `roomd` alone, throw what is to be printed.
                try command.run()
            }
            return .ok
        } catch let error as ConfigurationError {
            Self.complain("\(error)")
            return error.kind == .usage ? .usage : .failed
        } catch let failure as NodeFailure {
            Self.complain("the node stopped itself: \(failure)")
            return .stopped
        } catch {
            guard !Self.isOfParser(error) else { return Self.report(error) }
            Self.complain("\(error)")
            return .failed
        }
    }

    /// Whether `error` comes from parsing the command line; any other one says itself what is
    /// wrong, and has nothing to do with usage.
    private static func isOfParser(_ error: any Error) -> Bool {
        error is CleanExit || error is ValidationError
            || Roomd.exitCode(for: error) != .failure
    }

    private static func report(_ error: any Error) -> ExitStatus {
        let text = Roomd.fullMessage(for: error)
        if Roomd.exitCode(for: error).isSuccess {
            print(text)
            return .ok
        }
        fputs(text + "\n", stderr)
        return .usage
    }

    private static func complain(_ text: String) {
        fputs("roomd: \(text)\n", stderr)
    }
}
