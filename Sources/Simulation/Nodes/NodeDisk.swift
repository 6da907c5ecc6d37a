internal import Raft

/// What one node keeps across its lives, and how its disk behaves.
struct NodeDisk {
    var log: LogImage
    private(set) var state: VirtualState
    private var generation: UInt64 = 0
    /// Whether the last opening found another state database than before.
    private(set) var hasSwitched = false
    var snapshots = VirtualSnapshots()
    /// Syncs end no earlier than this.
    var hangsUntil: UInt64 = 0
    /// The next sync fails.
    var failsNextSync = false
    var isFull = false

    init(membership: Membership) {
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
}
