import Foundation

/// What a program that has ended leaves behind.
struct CommandResult: Sendable, CustomStringConvertible {
    let arguments: [String]
    let exitCode: Int32
    let output: String
    let errors: String

    var description: String {
        "\(self.arguments.joined(separator: " ")): exit code \(self.exitCode)\n"
            + "output: \(self.output)\nerrors: \(self.errors)"
    }

    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(self.output.utf8))
        } catch {
            throw TestFailure("the output is not the JSON that was expected: \(error)\n\(self)")
        }
    }
}
