import Foundation
import Testing

extension EndToEnd {
    @Suite struct KillTests {
        /// Rounds of the story that kills all nodes; more by hand.
        private static let killRounds =
            ProcessInfo.processInfo.environment["ROOMKEEPER_KILL_ROUNDS"].flatMap { Int($0) } ?? 3

        @Test(.timeLimit(.minutes(5)))
        func aLeaderKilledUnderLoadLosesNothingAndCatchesUp() async throws {
            try await TestCluster.run { cluster in
                let records = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(200)
                    // The leader dies in the middle of it. The others must elect a new one, and the
                    // writers go on through it.
                    let leader = try await cluster.leader()
                    await cluster.kill([leader])
                    try await load.waitForMore(500)
                    // The old leader comes back while the load goes on, and catches up.
                    try await cluster.start([leader])
                    try await load.waitForMore(200)
                }
                try await RoomRecord.verify(records, on: cluster)
            }
        }

        @Test(.timeLimit(.minutes(20)))
        func allNodesKilledAtOnceUnderLoadLoseNothing() async throws {
            let ids: [UInt64] = [1, 2, 3]
            try await TestCluster.run { cluster in
                let records = try await WriteLoad.run(on: cluster) { load in
                    for _ in 0..<Self.killRounds {
                        try await load.waitForMore(300)
                        // Writes are under way on every node when all die; those without an answer
                        // are repeated under the same request id afterwards.
                        await cluster.kill(ids)
                        try await cluster.start(ids)
                    }
                    try await load.waitForMore(100)
                }
                try await RoomRecord.verify(records, on: cluster)
            }
        }
    }
}
