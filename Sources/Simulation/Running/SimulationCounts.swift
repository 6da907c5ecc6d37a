internal import Raft

/// What a run has done so far.
struct SimulationCounts {
    var events: UInt64 = 0
    /// Operations of clients that were answered.
    var operations: UInt64 = 0
    /// For choosing the frames that pass through their encoding.
    var frames: UInt64 = 0
    /// The highest index that any client was answered with: what every later call must see.
    var answered = LogIndex.zero
}
