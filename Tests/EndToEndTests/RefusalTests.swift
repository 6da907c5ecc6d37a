import Foundation
import RoomProtocol
import Testing

extension EndToEnd {
    /// When `roomd` must not start, it says why, exits with an error and leaves all as it was.
    @Suite struct RefusalTests {
        @Test(.timeLimit(.minutes(1)))
        func anUnknownFlagIsRefused() async throws {
            try await Self.withNodes { place in
                let result = try await place.roomd(
                    "run", "--data", "data-1", "--insecure", "--no-such-flag")
                try #require(result.exitCode == 2, "\(result)")
                try #require(result.errors.contains("--no-such-flag"))
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func plaintextMustBeAskedFor() async throws {
            try await Self.withNodes { place in
                let result = try await place.roomd("run", "--data", "data-1")
                try #require(result.exitCode != 0, "\(result)")
                try #require(result.errors.contains("--insecure"))
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func runNeverMakesADataDirectory() async throws {
            try await Self.withNodes { place in
                let missing = try await place.roomd("run", "--data", "missing", "--insecure")
                try #require(missing.exitCode != 0, "\(missing)")
                try #require(missing.errors.contains("missing"))
                try #require(!place.exists("missing"))

                // A directory of something else, which is not ours to touch.
                try place.write("photos/holiday.txt", "sea")
                let foreign = try await place.roomd("run", "--data", "photos", "--insecure")
                try #require(foreign.exitCode != 0, "\(foreign)")
                try #require(foreign.errors.contains("photos"))
                try #require(try place.names("photos") == ["holiday.txt"])
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func formatSaysHowTheNodeIsStartedWithAndWithoutTLS() async throws {
            try await Self.withNodes { place in
                let formatted = try await place.roomd(
                    "format", "--data", "data-2", "--cluster", "cluster.yaml", "--node", "2")
                for words in ["data-2 --insecure", "data-2 --tls-cert node-2.crt"] {
                    try #require(formatted.output.contains(words), "\(formatted)")
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func formatTakesOnlyAnEmptyDirectory() async throws {
            try await Self.withNodes { place in
                try place.write("photos/holiday.txt", "sea")
                let foreign = try await place.roomd(
                    "format", "--data", "photos", "--cluster", "cluster.yaml", "--node", "1")
                try #require(foreign.exitCode != 0, "\(foreign)")
                try #require(try place.names("photos") == ["holiday.txt"])

                // The directory of node 1 is not turned into that of node 2.
                let identity = try place.names("data-1")
                let again = try await place.roomd(
                    "format", "--data", "data-1", "--cluster", "cluster.yaml", "--node", "2")
                try #require(again.exitCode != 0, "\(again)")
                try #require(again.errors.contains("node 1"))
                try #require(try place.names("data-1") == identity)

                let stranger = try await place.roomd(
                    "format", "--data", "data-9", "--cluster", "cluster.yaml", "--node", "9")
                try #require(stranger.exitCode != 0, "\(stranger)")
                try #require(!place.exists("data-9"))
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func aPortInUseIsNamed() async throws {
            try await Self.withNodes { place in
                let held = try HeldPort()
                let result = try await place.roomd(
                    "run", "--data", "data-1", "--insecure", "--listen-http",
                    "127.0.0.1:\(held.port)")
                try #require(result.exitCode != 0, "\(result)")
                try #require(result.errors.contains(String(held.port)))
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aDirectoryThatIsInUseIsRefused() async throws {
            try await TestCluster.run { cluster in
                let second = try await cluster.roomd(
                    "run", "--data", cluster.dataDirectory(1), "--insecure")
                try #require(second.exitCode != 0, "\(second)")
                try #require(second.errors.contains("in use"))
                // The first is not disturbed.
                try #require(try await cluster.status(of: 1).ready)
            }
        }

        /// Runs `body` in a new directory with a cluster file and the formatted `data-1`.
        private static func withNodes(_ body: (FormattedPlace) async throws -> Void) async throws {
            let place = try await FormattedPlace.make()
            defer { place.remove() }
            try await body(place)
        }
    }
}
