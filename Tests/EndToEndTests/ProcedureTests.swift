import RoomProtocol
import Testing

extension EndToEnd {
    /// Each procedure of docs/operating.md, followed on a fresh cluster under load with a kill -9
    /// of a random node in its middle.
    @Suite struct ProcedureTests {
        @Test(.timeLimit(.minutes(3)), arguments: Procedure.allCases)
        func aProcedureSucceedsThoughANodeIsKilledInItsMiddle(
            _ procedure: Procedure
        ) async throws {
            // A command that was interrupted is run again. In the end it has done what it says;
            // each acknowledged write is there once on every node, and all nodes are the same.
            let number = Procedure.allCases.firstIndex(of: procedure) ?? 0
            let kill = DrawnKill(of: procedure.rawValue, number: number, span: procedure.span)
            try await TestCluster.run(spares: 1) { cluster in
                let filled = procedure == .backup ? try await Self.fill(cluster) : 0
                var places: [UInt64] = []
                let records = try await WriteLoad.run(on: cluster) { load in
                    let stage = ProcedureStage(cluster: cluster, load: load, kill: kill)
                    try await load.waitForMore(100)
                    try await stage.prepare(procedure)
                    places = try await stage.killing { try await stage.follow(procedure) }
                    try await load.waitForMore(100)
                }
                try await RoomRecord.verify(records, on: cluster, nodes: places, besides: filled)
                try await Self.verify(cluster, places)
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func aRestoredBackupServesThoughANodeIsKilledAsItBegins() async throws {
            // What was saved under load becomes a new cluster, of which a node is killed as the
            // three begin. Each shows what was acknowledged up to the backup, and takes writes.
            let number = Procedure.allCases.count
            let kill = DrawnKill(of: "restoring a backup", number: number, span: 1)
            try await TestCluster.run(spares: 3) { cluster in
                let saved = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(500)
                    let saved = try await cluster.roomctl("backup", "save", "rooms.rkb")
                    try #require(saved.exitCode == 0, "\(saved)")
                    try await load.waitForMore(100)
                }
                await cluster.killAll()
                let new: [UInt64] = [4, 5, 6]
                async let restored: Void = cluster.restore(new, from: "rooms.rkb")
                try await Eventually.holds("the new nodes begin") {
                    await cluster.runningNodes == new
                }
                let node = kill.node(of: new)
                print("\(kill): node \(node) of \(new)")
                try await cluster.killAndRestart(node)
                try await restored
                for node in new {
                    try await RoomRecord.verifyPrefix(saved, on: cluster, node: node)
                }
                let rooms = try await cluster.converged(nodes: new)[0].rooms
                let records = try await WriteLoad.run(on: cluster, from: 100, of: 4) { load in
                    try await load.waitForMore(200)
                }
                try await RoomRecord.verify(records, on: cluster, nodes: new, besides: rooms)
                try await Self.verify(cluster, new)
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func oneSurvivorBecomesThreeNodesAgainThoughOneIsKilled() async throws {
            // All nodes are lost but one, from which a new cluster begins; two new nodes join it
            // under load, and one of the three is killed meanwhile.
            let number = Procedure.allCases.count + 1
            let kill = DrawnKill(of: "recovering", number: number, span: 1000)
            try await TestCluster.run(spares: 2) { cluster in
                let before = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(500)
                }
                await cluster.killAll()
                let survivor = try await cluster.bestSurvivor(of: [1, 2, 3]).nodeId
                _ = try await cluster.recover(from: survivor)
                let after = try await WriteLoad.run(on: cluster, from: 100, of: survivor) { load in
                    let stage = ProcedureStage(cluster: cluster, load: load, kill: kill)
                    try await stage.killing {
                        try await stage.join(4, with: ["cluster", "add"])
                        try await stage.join(5, with: ["cluster", "add"])
                    }
                    try await load.waitForMore(100)
                }
                let all = [survivor, 4, 5]
                try await RoomRecord.verify(before + after, on: cluster, nodes: all)
                try await Self.verify(cluster, all)
            }
        }

        /// Makes rooms that take a backup some seconds, and returns how many there are.
        private static func fill(_ cluster: TestCluster) async throws -> UInt64 {
            let filled = try await cluster.roomctl(
                "bench", "--rooms", "1500", "--reads", "0", "--value-bytes", "2048", "--seconds",
                "1", "--warm-up", "0")
            try #require(filled.exitCode == 0, "\(filled)")
            return try await cluster.converged()[0].rooms
        }

        private static func verify(_ cluster: TestCluster, _ places: [UInt64]) async throws {
            let endpoints = try places.map { try cluster.node($0).nativeEndpoint }
            let verified = try await cluster.roomctl(
                "cluster", "verify", "--endpoints", endpoints.joined(separator: ","))
            try #require(verified.exitCode == 0, "\(verified)")
        }
    }
}
