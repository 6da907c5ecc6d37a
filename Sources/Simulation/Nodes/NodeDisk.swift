internal import Raft

/// What one node keeps across its lives, its data directory, and how its disk behaves.
struct NodeDisk {
    /// Minted when the directory was formatted.
    let store: StoreID
    /// What the cluster's file said when it was formatted.
    let format: Membership
    var log: LogImage
    private(set) var state: VirtualState
    private var generation: UInt64 = 0
    /// Whether the last opening found another state database than before.
    private(set) var hasSwitched = false
    var snapshots = VirtualSnapshots()
    var trouble = DiskTrouble()
    /// The logs of directories that were put away for this one, as long as it lacks what they held.
    var forgotten: [LogImage] = []
    /// With which store each other node was first let in: held against what the node itself pins.
    var firstSeen: [NodeID: StoreID] = [:]

    /// A directory that was just formatted.
    init(membership: Membership, store: StoreID) {
        self.store = store
        self.format = membership
        self.log = LogImage(membership: membership)
        self.state = VirtualState()
    }

    /// Goes on with the state database that the log names; false when it is not there.
    mutating func openState() -> Bool {
        self.hasSwitched = self.generation != self.log.generation
        guard self.hasSwitched else { return true }
        guard let state = self.snapshots.take(generation: self.log.generation) else { return false }
        self.generation = self.log.generation
        self.state = state
        return true
    }

    /// A copy as one of the file system would be: what is durable, of one moment.
    func copied() -> NodeDisk {
        var copy = self
        copy.state = self.state.durableCopy()
        copy.snapshots = self.snapshots.copied()
        copy.trouble = DiskTrouble()
        return copy
    }

    /// Whether `index` of this node was durable with everything before it, now or in a directory
    /// that was put away.
    func hasHeld(_ index: LogIndex, chain: UInt64) -> Bool {
        self.log.slot(at: index)?.chain == chain
            || self.forgotten.contains { $0.slot(at: index)?.chain == chain }
    }
}
