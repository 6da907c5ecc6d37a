/// One misfortune at one moment; drawn before the run, so that it can be left out of the next one.
package struct ScheduledFault: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        case crash
        case pause
        case strand
        case partition
        case stall
        case hangDisk
        case failSync
        case fillDisk
        case jumpClock
        case changeMembership
        case transferLeadership
        case refuseFalsely
        case damage
        case sleep
        case failRead
        case flipBit
        case returnDirectory
        case wipeDirectory
        case silenceHosts
    }

    /// Whom it concerns when its moment comes.
    package enum Target: Codable, Equatable, Sendable {
        case leader
        /// The node at this place among those that exist, counted around.
        case node(Int)
        /// So many nodes, from a place on.
        case nodes(first: Int, count: Int)
    }

    /// Microseconds of simulated time.
    package var time: UInt64
    package var kind: Kind
    package var target: Target
    /// Microseconds until it ends; 0 for what has no end.
    package var duration: UInt64
    /// Chooses among variants: a shape, a direction, a size.
    package var variant: UInt64
}
