package import Raft

/// The settings of a `Replica`.
package struct ReplicaOptions: Sendable {
    package var group: GroupID
    package var raft: RaftOptions
    /// A random number that differs at every start of the process, so that answers to what an
    /// earlier incarnation asked are recognised as such.
    package var incarnation: UInt64
    package var snapshots: SnapshotOptions
    /// Presences that must lapse within one time to live, besides being many of all, to be taken
    /// for an outage.
    package var outageLapses = Limits.outageLapses
    /// The highest feature level that this node understands, as it tells others.
    package var understood = FeatureLevel.newest

    package init(
        group: GroupID = .first, raft: RaftOptions, incarnation: UInt64,
        snapshots: SnapshotOptions = SnapshotOptions()
    ) {
        self.group = group
        self.raft = raft
        self.snapshots = snapshots
        self.incarnation = incarnation
    }
}
