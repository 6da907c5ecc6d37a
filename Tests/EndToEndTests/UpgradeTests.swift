import Testing

extension EndToEnd {
    @Suite struct UpgradeTests {
        @Test(.timeLimit(.minutes(3)))
        func noCallFailsWhileAllNodesAreRestartedOneAfterTheOther() async throws {
            try await TestCluster.run { cluster in
                let records = try await WriteLoad.run(on: cluster) { load in
                    for node in cluster.nodes.map(\.id) {
                        try await load.waitForMore(300)
                        try #require(try await cluster.stop(node) == 0)
                        try await load.waitForMore(300)
                        try await cluster.start([node])
                    }
                    try await load.waitForMore(300)
                    try load.requireSteadiness(gap: .seconds(1))
                }
                try await RoomRecord.verify(records, on: cluster, nodes: [1, 2, 3])
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func theLevelRisesWithTheLastNodeAndNobodyGoesBackBehindIt() async throws {
            // Nodes that obey --feature-level=1 say, do and refuse what a release of level 1 does.
            try await TestCluster.run(settings: ["--feature-level=1"]) { cluster in
                let records = try await WriteLoad.run(on: cluster) { load in
                    for node in cluster.nodes.map(\.id) {
                        try await load.waitForMore(200)
                        for member in try await Self.levels(of: cluster) {
                            try #require(member == 1, "nobody is ahead of the last node")
                        }
                        try await cluster.restart(node, with: [])
                    }
                    try await Eventually.holds("every node is at level 2") {
                        try await Self.levels(of: cluster) == [2, 2, 2]
                    }
                    try await load.waitForMore(200)

                    try #require(try await cluster.stop(2) == 0)
                    let exitCode = try await cluster.startInVain(2, with: ["--feature-level=1"])
                    try #require(exitCode != 0)
                    try #require(
                        try cluster.log(2).contains(
                            "the cluster is at feature level 2, and this node understands up to 1"))
                    try await load.waitForMore(200)
                    try await cluster.start(2, with: [])
                    try load.requireSteadiness(gap: .seconds(1))
                }
                try await RoomRecord.verify(records, on: cluster, nodes: [1, 2, 3])
            }
        }

        private static func levels(of cluster: TestCluster) async throws -> [Int] {
            let status: LevelsAnswer = try await cluster.answer("cluster", "status")
            return status.members.map(\.featureLevel)
        }
    }
}

/// What `roomctl cluster status` says of levels.
private struct LevelsAnswer: Decodable, Sendable {
    struct Member: Decodable, Sendable {
        let featureLevel: Int
    }

    let members: [Member]
}
