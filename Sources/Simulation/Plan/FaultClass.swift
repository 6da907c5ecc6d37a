/// A kind of misfortune; each seed has each of them or not, with even odds but for one.
///
/// With some left out others have room to work: swarm testing (Groce et al., 2012).
package enum FaultClass: String, CaseIterable, Codable, Sendable {
    /// Processes die and come back.
    case crash
    /// Processes stand still and go on.
    case pause
    /// A leader stands still until others have elected another one, and is cut off from them when
    /// it goes on: for a while it takes itself for the leader, and only clients reach it.
    case strand
    /// Links are cut, in all shapes.
    case partition
    /// Links are stalled: what is sent arrives late, all of it.
    case stall
    /// Single messages are lost.
    case loss
    /// Single messages come twice.
    case duplication
    /// Messages overtake each other.
    case reordering
    /// A batch that was not yet synced is kept, torn, or lost, as a crash has it.
    case unsyncedLoss
    /// Rooms that were not flushed are lost to a drawn depth.
    case unflushedLoss
    /// Syncs take long, or hang.
    case slowDisk
    /// A sync fails, and the process stops.
    case syncError
    /// Disks fill up and are emptied.
    case fullDisk
    /// Clocks run fast or slow, and jump.
    case clock
    /// Members come and go.
    case membership
    /// Leaders are asked to hand over.
    case transfer
    /// A healthy node is said to be gone.
    case falseRefusal
    /// Stored bytes are damaged while a node is down; it does not start again.
    case damage
    /// A read of the log or of the rooms fails once, and the process stops.
    case readError
    /// A stored bit flips under a running process; whoever reads it stops and is out for good.
    case bitFlip
    /// Many hosts fall silent together, for what lies between them and the cluster is broken.
    case hostOutage
    /// An old copy of a directory comes back, or a wiped one, formatted anew.
    ///
    /// No protocol survives every such case: a run that has it is beyond what must be survived, and
    /// only refusal and standstill are asked of it (`SimulationPlan.isBeyond`).
    case directory

    /// In so many of a thousand seeds.
    var perMille: UInt64 { self == .directory ? 125 : 500 }
}
