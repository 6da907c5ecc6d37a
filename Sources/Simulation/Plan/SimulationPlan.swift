/// All that is decided before a run: with the seed it determines every event of it.
///
/// A plan is drawn from a seed; shrinking takes things out of it while the run still fails.
package struct SimulationPlan: Codable, Equatable, Sendable {
    package struct Network: Codable, Equatable, Sendable {
        /// Microseconds.
        package var leastDelay: UInt64
        /// Microseconds.
        package var mostDelay: UInt64
        /// Of a thousand messages.
        package var loss: UInt64
        /// Of a thousand messages.
        package var duplication: UInt64
    }

    package struct Consensus: Codable, Equatable, Sendable {
        package var electionTicks: Int
        package var heartbeatTicks: Int
        package var inflightMessages: Int
        package var appendEntries: Int
        /// Entries between flushes, after which the log is cut off.
        package var snapshotInterval: Int
        package var trailingEntries: Int
        package var chunkBytes: Int
        package var uncommittedBytes: Int
        package var outageLapses: Int
    }

    package struct Workload: Codable, Equatable, Sendable {
        package var clients: Int
        /// Rooms that all clients share; the first one is chosen half of the time.
        package var rooms: Int
        /// Of a hundred operations.
        package var readShare: UInt64
        /// Microseconds from an answer to the next operation, at most.
        package var mostThinking: UInt64
        /// Microseconds after which an attempt is given up, at least; twice this at most.
        package var patience: UInt64
        /// Whether rooms are kept live by heartbeats of their hosts, who fall silent at times.
        package var hasHosts: Bool
        package var watchers: Int
        /// Whether rooms live long, so that their rings fill up.
        package var isLasting: Bool
        /// Whether rooms are seldom paused or handed over, so that their hosts have to stay present
        /// for long.
        package var isSteady: Bool
    }

    package var seed: UInt64
    package var voters: Int
    package var learners: Int
    package var classes: [FaultClass]
    package var network: Network
    package var consensus: Consensus
    package var workload: Workload
    /// Microseconds that a sync takes at most while its disk is well.
    package var mostSync: UInt64
    /// Microseconds with faults; afterwards everything heals.
    package var faultTime: UInt64
    package var faults: [ScheduledFault]

    package func has(_ fault: FaultClass) -> Bool { self.classes.contains(fault) }

    /// Whether more is lost than any protocol survives.
    ///
    /// Everything is still checked until a node that has forgotten its promises takes part before
    /// anyone could tell it; there the run ends. Nodes that were told must stand still.
    package var isBeyond: Bool { self.has(.directory) }
}
