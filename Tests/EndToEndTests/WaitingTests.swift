import RoomProtocol
import Testing

extension EndToEnd {
    /// What takes longer than a second is said, and for how long at most.
    @Suite struct WaitingTests {
        @Test(.timeLimit(.minutes(2)))
        func aCommandWithoutAQuorumSaysWhatItWaitsFor() async throws {
            try await TestCluster.run { cluster in
                let id = try await cluster.status(of: 1).clusterID
                await cluster.kill([2, 3])
                let created = try await cluster.roomctl(
                    "room", "create", "--owner", "ana", "--title", "t", "--timeout", "3s")
                try #require(created.exitCode != 0, "\(created)")
                try #require(
                    created.errors.contains(
                        "waiting for an answer of the cluster, for 3.0 seconds at most "
                            + "(--timeout)"), "\(created)")
                // What is said on the way does not disturb who reads the answer.
                let members = try await cluster.roomctl(
                    "cluster", "members", "--timeout", "3s", "-o", "json")
                try #require(
                    members.errors.contains(
                        "waiting for a node that leads, for 3.0 seconds at most (--timeout)"),
                    "\(members)")
                try #require(
                    try members.decoded(ErrorAnswer.self).error.reason == "NO_QUORUM", "\(members)")
                // A node that meets nobody says to which cluster it belongs.
                try await Eventually.holds("node 1 misses its leader") {
                    let status = try await cluster.status(of: 1)
                    return !status.ready && status.notReadyReason.contains(id)
                }
            }
        }
    }
}
