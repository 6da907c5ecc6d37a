/// A kind of misfortune; each seed has each of them or not, with even odds.
///
/// With some left out others have room to work: swarm testing (Groce et al., 2012).
package enum FaultClass: String, CaseIterable, Codable, Sendable {
    /// Processes die and come back.
    case crash
    /// Processes stand still and go on.
    case pause
    /// Links are cut, in all shapes.
    case partition
    /// Single messages are lost.
    case loss
    /// Single messages come twice.
    case duplication
    /// Messages overtake each other.
    case reordering
    /// A batch that was not yet synced is kept, or lost with what follows it, as a crash has it.
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
    /// Stored bytes are damaged; the node that finds it is out for good.
    case damage
}
