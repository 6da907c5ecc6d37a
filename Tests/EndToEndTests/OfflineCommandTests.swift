import ChaosHarness
import Foundation
import Testing

extension EndToEnd {
    /// What `roomctl` does without a cluster.
    @Suite struct OfflineCommandTests {
        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ["room", "start"],
                ["room", "start", "r1", "--no-such-flag"],
                ["room", "start", "r1", "--if-revision", "minus"],
                ["room", "start", "r1", "--request-id", "a"],
                ["room", "start", "r1", "--timeout", "0"],
                ["room", "start", "r1", "--endpoints", "no-port"],
                ["room", "start", "r1", "-o", "xml"],
                ["room", "create", "--owner", "anna"],
                ["room", "create", "--owner", "anna", "--title", "t", "--label", "novalue"],
                ["room", "spotlight", "r1"],
                ["room", "spotlight", "r1", "p1", "--clear"],
                ["room", "update", "r1"],
                ["room", "update-settings", "r1"],
                ["room", "update-settings", "r1", "--successor", "a", "--no-successors"],
                ["room", "reorder-products", "r1", "p1"],
                ["room", "pin", "r1", "p1", "--if-spotlight", "p2", "--if-no-spotlight"],
                [
                    "room", "end", "r1", "--dry-run", "--request-id", "a", "--not-after",
                    "2026-01-01T00:00:00Z",
                ],
                ["room", "set-role", "r1", "u1", "--role", "host"],
                ["room", "list", "--page-size", "501"],
                ["room", "list", "--state", "gone"],
                ["room", "find"],
                ["room", "find", "--host", "a", "--seated", "b"],
                ["room", "find", "--host", "a", "--place", "bag"],
                ["room", "settle", "--request-id", "a", "--not-after", "2026-01-01T00:00:00Z"],
                ["room", "settle", "r1", "--request-id", "a", "--not-after", "soon"],
                ["room", "apply"],
                ["room", "apply", "r1", "--room", "r1", "-f", "ops.yaml"],
                ["room", "watch"],
                ["room", "watch", "r1", "--all"],
                ["room", "watch", "r1", "r2", "--after-revision", "3"],
                ["room", "get", "r1", "--read-level", "at-least"],
                ["room", "get", "r1", "--node", "1", "--endpoint", "127.0.0.1:1"],
                ["cluster", "init", "--output", "made.yaml"],
                ["cluster", "init", "--output", "made.yaml", "--node", "127.0.0.1:65533"],
                [
                    "cluster", "init", "--output", "made.yaml", "--node", "127.0.0.1:7400",
                    "--node", "127.0.0.1:7403",
                ],
                ["cluster", "init", "--output", "made.yaml", "--node", "0.0.0.0:7400"],
                [
                    "cluster", "init", "--output", "made.yaml", "--node",
                    "peer=n1:1,native=n1:2,grpc=n1:3,http=[::]:4",
                ],
                ["cluster", "transfer-leader", "--to", "0"],
                ["backup", "save"],
                ["backup", "save", "f.rkb", "--rate", "0"],
                ["backup", "save", "f.rkb", "--node", "1", "--endpoint", "127.0.0.1:1"],
                ["backup", "verify"],
                ["backup", "restore", "f.rkb", "--data", "d"],
                ["cluster", "recover"],
                ["cluster", "recover", "--data", "d", "--address", "nowhere"],
                ["cluster", "verify", "--wait", "soon"],
                ["doctor", "--no-such-flag"],
                ["bench", "--callers", "0"],
                ["bench", "--reads", "1.5"],
                ["bench", "--value-bytes", "2049"],
                ["bench", "--rate", "0"],
                ["bench", "--watchers", "2", "--history", "h.jsonl"],
                ["no-such-command"],
            ])
        func aWrongCommandLineExitsWithTwoAndWritesNothing(_ arguments: [String]) async throws {
            try await Self.withDirectory { directory in
                let result = try await CommandRunner.run(.roomctl, arguments, in: directory)
                try #require(result.exitCode == 2, "\(result)")
                try #require(result.output.isEmpty && result.errors.contains("Usage:"))
                let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
                try #require(left.isEmpty, "\(left)")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func aWrongCommandLineIsAlsoToldAsJSON() async throws {
            try await Self.withDirectory { directory in
                let result = try await CommandRunner.run(
                    .roomctl, ["room", "start", "-o", "json"], in: directory)
                try #require(result.exitCode == 2)
                try #require(try result.decoded(ErrorAnswer.self).error.reason == "USAGE")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func helpAndVersionExitWithZero() async throws {
            try await Self.withDirectory { directory in
                for arguments in [["--help"], ["room", "pin", "--help"], ["--version"]] {
                    let result = try await CommandRunner.run(.roomctl, arguments, in: directory)
                    try #require(result.exitCode == 0 && !result.output.isEmpty, "\(result)")
                }
                let help = try await CommandRunner.run(.roomctl, ["--help"], in: directory)
                try #require(help.output.contains("EXIT CODES:"))
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func initWritesTheClusterFileOnce() async throws {
            struct Made: Decodable {
                struct Member: Decodable {
                    let nodeId: Int
                    let peer: String
                    let http: String
                }
                let clusterId: String
                let members: [Member]
            }
            try await Self.withDirectory { directory in
                let arguments = [
                    "cluster", "init", "--output", "c.yaml", "--node", "127.0.0.1:7400",
                    "--node", "127.0.0.1:7410", "--node", "[::1]:7420", "-o", "json",
                ]
                let first = try await CommandRunner.run(.roomctl, arguments, in: directory)
                try #require(first.exitCode == 0, "\(first)")
                let made = try first.decoded(Made.self)
                try #require(made.clusterId.count == 16)
                try #require(made.members.map { $0.nodeId } == [1, 2, 3])
                try #require(made.members.map { $0.http }.last == "[::1]:7423")
                let file = directory.appendingPathComponent("c.yaml")
                let text = try String(contentsOf: file, encoding: .utf8)
                // In quotes, because an id may consist of decimal digits only.
                try #require(text.contains("clusterId: \"\(made.clusterId)\""))

                // A second cluster in the same file would make the first one's nodes strangers.
                let second = try await CommandRunner.run(.roomctl, arguments, in: directory)
                try #require(second.exitCode == 1, "\(second)")
                try #require(try second.decoded(ErrorAnswer.self).error.reason == "FILE_EXISTS")
                try #require(try String(contentsOf: file, encoding: .utf8) == text)
            }
        }

        /// Whatever stands behind it, the word that is no command is named.
        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                (["no-such-command"], "roomctl", "no-such-command"),
                (["room", "explode", "r1"], "roomctl room", "explode"),
                (
                    ["-o", "json", "room", "explode", "r1", "--title", "t"], "roomctl room",
                    "explode"
                ),
                (["cluster", "stats"], "roomctl cluster", "stats"),
            ])
        func aWordThatIsNoCommandIsNamed(
            _ arguments: [String], _ command: String, _ word: String
        ) async throws {
            try await Self.withDirectory { directory in
                let result = try await CommandRunner.run(.roomctl, arguments, in: directory)
                try #require(result.exitCode == 2, "\(result)")
                let sentence = "'\(command)' has no command '\(word)'; it has "
                try #require(result.errors.hasPrefix("Error: \(sentence)"), "\(result)")
                try #require(result.errors.contains("Usage: "), "\(result)")
                if arguments[0] == "-o" {
                    let error = try result.decoded(ErrorAnswer.self).error
                    try #require(error.message.hasPrefix(sentence), "\(result)")
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func aClusterThatDoesNotAnswerIsUnavailable() async throws {
            // Nothing listens there while it is reserved.
            let reservation = try ReservedPorts(1)
            defer { withExtendedLifetime(reservation) {} }
            let port = reservation.numbers[0]
            try await Self.withDirectory { directory in
                let read = try await CommandRunner.run(
                    .roomctl,
                    [
                        "room", "get", "r1", "--endpoints", "127.0.0.1:\(port)", "--timeout",
                        "300ms", "-o", "json",
                    ], in: directory)
                try #require(read.exitCode == 4, "\(read)")
                try #require(try read.decoded(ErrorAnswer.self).error.outcome == "NOT_APPLIED")
                let status = try await CommandRunner.run(
                    .roomctl,
                    ["cluster", "status", "--endpoints", "127.0.0.1:\(port)", "-o", "json"],
                    in: directory)
                try #require(status.exitCode == 1, "\(status)")
                try #require(try status.decoded(StatusAnswer.self).members.count == 1)
            }
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ("operations:\n  - pinProduct:\n      productId: p\n      posn: 1", 4, "posn"),
                ("operations:\n  - pinProduct:\n      position: many", 3, "position"),
                ("preconditions:\n  state: LIFE\noperations:\n  - end: {}", 2, "state"),
                ("operations:\n  - end: {}\n  - end: {}\n    start: {}", 3, "operations[1]"),
                ("operations:\n  - end: {}\n - end: {}", 3, "not YAML"),
                ("operations:\n  - end: {}\noperations: []", 1, "twice"),
                ("roomId: 1\noperations: []\nroom_id: 1", 3, "before it as \"roomId\""),
                (
                    "operations:\n  - updateInfo:\n      coverUri: a\n      cover_uri: b", 4,
                    "\"cover_uri\" is told twice"
                ),
                ("operations: &all\n  - end: {}", 1, "anchors"),
                ("operations:\n  - end: {}\n---\noperations: []", 4, "second document"),
            ])
        func aFileOfOperationsAtFaultIsToldWithItsLine(
            _ text: String, _ line: Int, _ word: String
        ) async throws {
            try await Self.withDirectory { directory in
                let file = directory.appendingPathComponent("ops.yaml")
                try Data(text.utf8).write(to: file)
                let result = try await CommandRunner.run(
                    .roomctl, ["room", "apply", "r1", "-f", "ops.yaml", "-o", "json"],
                    in: directory)
                try #require(result.exitCode == 2, "\(result)")
                let error = try result.decoded(ErrorAnswer.self).error
                try #require(error.reason == "INVALID_FILE" && error.message.contains(word))
                try #require(error.metadata["line"] == String(line), "\(result)")
            }
        }

        private static func withDirectory(_ body: (URL) async throws -> Void) async throws {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("roomctl-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            try await body(directory)
        }
    }
}
