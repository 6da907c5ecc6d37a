import RoomMapping
import RoomReplica

/// Reads of rooms that a door took from one connection at one moment and that ask for the same:
/// the replica is asked once for leave for all of them, and each is then answered by itself.
///
/// One leave serves them as well as one each: it is given after all of them came.
///
/// Invariant: it holds at least one.
struct GatheredReads: Sendable {
    struct Read: Sendable {
        /// Under which the client wants its answer.
        let id: UInt64
        let query: RoomQuery
    }

    let consistency: ReadConsistency
    let deadline: ContinuousClock.Instant
    let started: ContinuousClock.Instant
    private(set) var reads: [Read]

    init(_ read: Read, deadline: ContinuousClock.Instant, started: ContinuousClock.Instant) {
        self.consistency = read.query.terms.consistency
        self.deadline = deadline
        self.started = started
        self.reads = [read]
    }

    /// Adds a read of the same moment; `false` when it asks for another leave.
    mutating func add(_ read: Read, deadline: ContinuousClock.Instant) -> Bool {
        guard read.query.terms.consistency == self.consistency, deadline == self.deadline else {
            return false
        }
        self.reads.append(read)
        return true
    }
}
