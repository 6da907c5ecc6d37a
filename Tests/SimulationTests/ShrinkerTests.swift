import Simulation
import Testing

/// A failed plan is made as small as it can be while it fails in the same way.
@Suite struct ShrinkerTests {
    @Test func onlyWhatTheFailureNeedsIsLeft() throws {
        // It fails as long as there are crashes, one of them late, and at least three voters.
        let plan = try Self.plan { $0.has(.crash) && $0.voters == 5 && $0.has(.partition) }
        let late = try #require(plan.faults.last { $0.kind == .crash })
        var shrinker = Shrinker(plan: plan, rule: "r") { plan in
            plan.voters >= 3 && plan.faults.contains(late) ? "r" : nil
        }
        try shrinker.shrink()
        #expect(shrinker.plan.faults == [late])
        #expect(shrinker.plan.classes == [.crash])
        #expect(shrinker.plan.voters == 3)
        #expect(shrinker.plan.learners == 0)
        #expect(shrinker.plan.workload.clients == 1)
        #expect(shrinker.plan.faultTime < plan.faultTime || late.time * 4 > plan.faultTime * 3)
    }

    @Test func anotherFailureIsNotTakenForTheSame() throws {
        let plan = try Self.plan { $0.has(.crash) && $0.learners > 0 }
        var shrinker = Shrinker(plan: plan, rule: "r") { smaller in
            smaller.learners == 0 ? "another" : smaller == plan ? "r" : nil
        }
        try shrinker.shrink()
        #expect(shrinker.plan == plan)
    }

    @Test func itEndsThoughEverythingFails() throws {
        let plan = try Self.plan { $0.faults.count > 20 }
        var shrinker = Shrinker(plan: plan, rule: "r") { _ in "r" }
        try shrinker.shrink()
        #expect(shrinker.runs <= Shrinker.mostRuns)
        #expect(shrinker.plan.faults.isEmpty)
        #expect(shrinker.plan.classes.isEmpty)
    }

    /// The first plan of a seed that is as asked for.
    private static func plan(
        where isWanted: (SimulationPlan) -> Bool
    ) throws -> SimulationPlan {
        let plans = (UInt64(1)...1000).map { SimulationPlan(seed: $0) }
        let wanted = plans.first(where: isWanted)
        return try #require(wanted)
    }
}
