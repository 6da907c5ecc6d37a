import Foundation
import Testing

extension TestCluster {
    /// Runs a command of `roomctl` that must succeed, and reads its JSON.
    nonisolated func answer<Answer: Decodable>(_ arguments: String...) async throws -> Answer {
        try await self.answer(arguments)
    }

    nonisolated func answer<Answer: Decodable>(_ arguments: [String]) async throws -> Answer {
        let result = try await self.roomctl(arguments + ["-o", "json"])
        try #require(result.exitCode == 0, "\(result)")
        return try result.decoded()
    }

    /// Writes a file where programs run, and returns the name under which they find it.
    nonisolated func write(_ text: String, to name: String) throws -> String {
        let file = self.directory.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return name
    }
}
