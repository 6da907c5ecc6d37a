package import Raft
package import RoomReplica

/// What came of one run.
package struct SimulationReport: Sendable {
    package var seed: UInt64
    /// Whether more was lost than any protocol survives: refusal and standstill were asked for.
    package var isBeyond: Bool
    /// What went wrong; `nil` when nothing did.
    package var finding: Finding?
    /// Over every event; equal runs have equal ones.
    package var hash: UInt64
    package var events: UInt64
    /// Operations of clients that were answered.
    package var operations: UInt64
    package var committed: UInt64
    package var simulatedMicroseconds: UInt64
    package var marks: MarkSet<SimulationMark>
    package var raftMarks: MarkSet<RaftMark>
    package var replicaMarks: MarkSet<ReplicaMark>
    /// The last events before the end, one a line.
    package var trace: [String]
}
