import Foundation

/// A directory with a cluster file and the data directory of its node 1, where nothing runs.
struct FormattedPlace: Sendable {
    let directory: URL

    static func make() async throws -> FormattedPlace {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("roomd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let place = FormattedPlace(directory: directory)
        var arguments = ["cluster", "init", "--output", "cluster.yaml"]
        for node in try NodeAddresses.nodes(3) {
            arguments += ["--node", node.initArgument]
        }
        let made = try await CommandRunner.run(.roomctl, arguments, in: directory)
        guard made.exitCode == 0 else { throw TestFailure("\(made)") }
        let formatted = try await place.roomd(
            "format", "--data", "data-1", "--cluster", "cluster.yaml", "--node", "1")
        guard formatted.exitCode == 0 else { throw TestFailure("\(formatted)") }
        return place
    }

    func remove() {
        try? FileManager.default.removeItem(at: self.directory)
    }

    func roomd(_ arguments: String...) async throws -> CommandResult {
        try await CommandRunner.run(.roomd, arguments, in: self.directory)
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: self.url(path).path)
    }

    /// The names in a directory, sorted.
    func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.url(path).path).sorted()
    }

    func write(_ path: String, _ text: String) throws {
        let url = self.url(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func url(_ path: String) -> URL {
        self.directory.appendingPathComponent(path)
    }
}
