/// The settings of a `RaftNode`.
package struct RaftOptions: Sendable {
    /// Ticks without a leader after which a node stands for election; each wait is drawn at random
    /// from this to twice this (Raft §5.2).
    ///
    /// More than `heartbeatTicks`.
    package var electionTicks: Int
    /// Ticks between two heartbeats of a leader.
    package var heartbeatTicks: Int
    /// The seed of the node's own generator, which draws the election timeouts.
    ///
    /// Nodes of one cluster must differ.
    package var seed: UInt64
    /// When a leader's process is gone for certain, its followers wait for a heartbeat's time and a
    /// random number of ticks up to this before they stand for election.
    ///
    /// 0 turns it off: only silence ends a leader's time.
    package var failoverTicks: Int
    /// Ticks without any progress of a write that waits, after which a leader hands over, and after
    /// twice as many steps down.
    package var diskStallTicks: Int
    /// AppendEntries in flight to one peer; at most `Limits.inflightMessages`.
    package var inflightMessages = Limits.inflightMessages
    /// Entries in one AppendEntries; at most `Limits.appendEntries`.
    package var appendEntries = Limits.appendEntries
    /// Bytes of entries appended and not committed, beyond which proposals are refused.
    package var uncommittedBytes = Limits.uncommittedBytes

    package init(electionTicks: Int = 30, heartbeatTicks: Int = 5, seed: UInt64) {
        self.electionTicks = electionTicks
        self.heartbeatTicks = heartbeatTicks
        self.seed = seed
        self.failoverTicks = max(1, electionTicks / 3)
        self.diskStallTicks = 4 * electionTicks
    }
}
