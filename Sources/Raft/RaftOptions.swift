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

    package init(electionTicks: Int = 30, heartbeatTicks: Int = 5, seed: UInt64) {
        self.electionTicks = electionTicks
        self.heartbeatTicks = heartbeatTicks
        self.seed = seed
    }
}
