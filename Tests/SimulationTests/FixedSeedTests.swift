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
        // No simulated disk forgets what it has synced; RaftTests make one that does.
        #expect(raftMarks.missing == [.quarantined])
        #expect(replicaMarks.missing.isEmpty)
        // Where hosts fall silent a run ends with a floor of liveness, in which nobody asks.
        #expect(operations * 1_000_000 / microseconds >= 20, "operations a simulated second")
    }

    /// Seeds that once found something, each with what it was.
    @Test(arguments: [
        // The checker's own mistake: a node stood still while its votes came, woke as the leader of
        // a term that was over, and was blamed for lacking what a later leader had committed.
        UInt64(4422), 275_125_933_664_902,
    ])
    func whatASeedOnceFoundStaysAway(seed: UInt64) throws {
        #expect(try Simulator(plan: SimulationPlan(seed: seed)).run().finding == nil)
    }
}
