import Raft
import RoomReplica
import Simulation

/// What the seeds so far have done together.
struct SeedTally {
    private(set) var seeds = 0
    private(set) var events: UInt64 = 0
    private var operations: UInt64 = 0
    private var microseconds: UInt64 = 0
    private var marks = MarkSet<SimulationMark>()
    private var raftMarks = MarkSet<RaftMark>()
    private var replicaMarks = MarkSet<ReplicaMark>()

    mutating func add(_ report: SimulationReport) {
        self.seeds += 1
        self.events += report.events
        self.operations += report.operations
        self.microseconds += report.simulatedMicroseconds
        self.marks.formUnion(report.marks)
        self.raftMarks.formUnion(report.raftMarks)
        self.replicaMarks.formUnion(report.replicaMarks)
    }

    func printMissingMarks() {
        let missing =
            self.marks.missing.map { "\($0)" } + self.raftMarks.missing.map { "\($0)" }
            + self.replicaMarks.missing.map { "\($0)" }
        let all =
            SimulationMark.allCases.count + RaftMark.allCases.count
            + ReplicaMark.allCases.count
        print("marks=\(all - missing.count) of \(all)")
        if !missing.isEmpty { print("not reached: \(missing.joined(separator: ", "))") }
        let perSecond = Double(self.operations) * 1e6 / Double(max(1, self.microseconds))
        print("operationsPerSimulatedSecond=\(Int(perSecond))")
    }
}
