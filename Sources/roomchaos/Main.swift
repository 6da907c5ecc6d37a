import ArgumentParser
import ChaosHarness
import Foundation

/// Runs the command, and turns what it throws into a message and one of four exit codes.
@main
enum Main {
    /// Nothing was judged: the run or the search did not come to an end.
    private static let undecided: Int32 = 3
    private static let badInput: Int32 = 2

    static func main() async {
        do {
            var command = try RoomChaos.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as HarnessError {
            Self.complain("roomchaos: \(error)")
            exit(Self.undecided)
        } catch let error as BadInput {
            Self.complain("roomchaos: \(error)")
            exit(Self.badInput)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch {
            let text = RoomChaos.fullMessage(for: error)
            guard !RoomChaos.exitCode(for: error).isSuccess else {
                print(text)
                exit(0)
            }
            Self.complain(text)
            exit(Self.badInput)
        }
    }

    private static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
    }
}
