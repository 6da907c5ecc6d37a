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
    /// Runs `roomctl` with another certificate than the operator's, or with none.
    nonisolated func roomctl(
        as caller: String?, _ arguments: String...
    ) async throws -> CommandResult {
        let endpoints = self.nodes.map { $0.nativeEndpoint }.joined(separator: ",")
        let security = caller.flatMap { self.security?.environment(of: $0) } ?? [:]
        return try await CommandRunner.run(
            .roomctl, arguments, in: self.directory,
            environment: security.merging(["ROOMCTL_ENDPOINTS": endpoints]) { $1 })
    }
}
