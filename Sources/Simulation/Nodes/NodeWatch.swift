internal import Raft

/// What the checks remember of one life of a node, counted in its own ticks.
struct NodeWatch: Sendable {
    /// What is expected of an answer to a pre-vote.
    struct Asked: Sendable {
        var term: Term
        /// The term in which this node was asked.
        var ownTerm: Term
        /// The leader whom this node heard, every time that it was asked.
        var leader: NodeID?
    }

    /// Where a node stood when it learnt that it had forgotten.
    struct Quarantine: Sendable {
        var term: Term
        var lastIndex: LogIndex
        /// Whether messages from before may still wait for a write.
        var mayHold: Bool
    }

    var ticks: UInt64 = 0
    /// Whether it was a voter in this life, or somebody asked for its vote.
    var mayStand = false
    /// The term in which somebody last asked for its vote.
    var askedIn: Term?
    /// The end of the log before the last turn.
    var lastIndexBefore = LogIndex.zero
    /// When the configuration last changed, in microseconds.
    var reconfiguredAt: UInt64 = 0
    /// When a frame of each other node was last taken, by place.
    var heard = [UInt64](repeating: 0, count: Network.places)
    /// When each other node sent its last answer of this one's present term, in microseconds.
    var answeredAt = [UInt64](repeating: 0, count: Network.places)
    /// When it began to lead, or its configuration changed while it did.
    var settledAt: UInt64 = 0
    /// When its leader last sent entries or a heartbeat.
    var leaderHeardAt: UInt64 = 0
    /// Pre-votes that were asked for, by the candidate's place.
    var asked: [Int: Asked] = [:]
    var quarantine: Quarantine?
    /// Whether it was told that its disk has no room for more entries.
    var isDiskFull = false
    /// What this node's disk remembers of others, to whom a link was opened and who must be told.
    var owed: [NodeID: PeerAcknowledgement] = [:]
}
