import Raft
import RoomReplica
import Simulation
import Testing

/// Seeds that always run, enough of them to come everywhere.
@Suite struct FixedSeedTests {
    @Test func theFixedSeedsFindNothingAndComeEverywhere() throws {
        // An idle simulator proves nothing: what no seed comes by is not tested.
        var marks = MarkSet<SimulationMark>()
        var raftMarks = MarkSet<RaftMark>()
        var replicaMarks = MarkSet<ReplicaMark>()
        var operations: UInt64 = 0
        var microseconds: UInt64 = 0
        for seed in UInt64(1)...1500 {
            let report = try Simulator(plan: SimulationPlan(seed: seed)).run()
            #expect(report.finding == nil, "roomsim --seed \(seed)")
            marks.formUnion(report.marks)
            raftMarks.formUnion(report.raftMarks)
            replicaMarks.formUnion(report.replicaMarks)
            operations += report.operations
            microseconds += report.simulatedMicroseconds
        }
        #expect(marks.missing.isEmpty)
        #expect(raftMarks.missing.isEmpty)
        #expect(replicaMarks.missing.isEmpty)
        #expect(operations * 1_000_000 / microseconds >= 35, "operations a simulated second")
    }

    /// Seeds that once found something, each with what it was.
    @Test(arguments: [
        // A member that was down while others joined did not let them in, as strangers: it never
        // caught up under one that led.
        UInt64(1044), 1055, 1287,
        // Nor did it vote for one: with another voter lost for good, nobody could be elected.
        1639,
        // A damaged snapshot was offered for ever.
        201_072,
        // A change that promoted a learner was never committed, and who had it needed the vote of
        // the learner, whose log was newer: nobody could be elected.
        1_627_537_443_210,
        // A leader whose own state from a snapshot was not yet open made a snapshot of the one
        // before it, from before its log.
        1301,
        // A node let another in because an entry named its store; the entry was dropped, and what
        // was known of that store with it.
        2669,
        // A node whose removal was appended and taken back let go of its own barrier and was never
        // ready again.
        777_001_110, 130_342_185_916_344,
        // A member of an older release was removed, and stopped at the level that rose after that:
        // the simulator took it for a fault.
        239_430_770_360_607,
        // A failed read ended a process that had still to remind another node of what it had
        // acknowledged: the simulator took the debt for forgotten.
        117_561_062_288_799,
    ])
    func whatASeedOnceFoundStaysAway(seed: UInt64) throws {
        #expect(try Simulator(plan: SimulationPlan(seed: seed)).run().finding == nil)
    }
}
