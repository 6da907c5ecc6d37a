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

        @Test(.timeLimit(.minutes(2)))
        func theCheckNoticesAChangeThatNoWriterCounted() async throws {
            // What the two stories above rely on: one more revision of one room, as a change that
            // took effect twice would leave it, and one product too few, as a lost one would.
            try await TestCluster.run { cluster in
                let records = try await WriteLoad.run(on: cluster, writers: 2) { load in
                    try await load.waitForMore(20)
                }
                try await RoomRecord.verify(records, on: cluster)

                let lost = records.map { record in
                    var record = record
                    record.products.append("never-acknowledged")
                    return record
                }
                await #expect(throws: TestFailure.self) {
                    try await RoomRecord.verify(lost, on: cluster)
                }
                let ended = try await cluster.roomctl("room", "end", records[1].roomID)
                try #require(ended.exitCode == 0, "\(ended)")
                await #expect(throws: TestFailure.self) {
                    try await RoomRecord.verify(records, on: cluster)
                }
            }
        }
    }
}
