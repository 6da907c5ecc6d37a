import Testing

extension EndToEnd {
    @Suite struct SchedulingTests {
        @Test(.timeLimit(.minutes(2)))
        func everyThreadOfANodeIsScheduledAsItsSettingSays() async throws {
            // SCHED_BATCH is 3 and SCHED_OTHER 0 (sched(7)).
            try await TestCluster.run(nodes: 1) { cluster in
                try #require(try await cluster.schedulingPolicies(of: 1) == [3])
                try await cluster.restart(1, with: ["--scheduling=normal"])
                try #require(try await cluster.schedulingPolicies(of: 1) == [0])
            }
        }
    }
}
