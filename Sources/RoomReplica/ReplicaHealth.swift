internal import Raft

/// Whether a replica may serve, and why not, in words.
struct ReplicaHealth: Sendable {
    static let catchingUp =
        "this node has started and has not yet applied what was committed before"

    static let diskIsLow = """
        the disks of the leader or of a majority of the voters are nearly full: ending rooms still \
        works, everything else is refused until there is room again
        """

    static let removed =
        "this node was removed from the cluster; stop it and delete its data directory"

    private let own: NodeID
    /// A committed configuration names this node as one that was removed, as of the last tick.
    var wasRemoved = false
    private var divergence: Divergence?
    var digests = DigestWatch()
    /// Of this node and of those heard of; sorted by node.
    private var disks: [(node: NodeID, level: DiskLevel)] = []
    private var snapshotFailure: String?
    private var divergenceOfPeer: String?
    private var outage: String?

    /// What an operator should look at though this node serves; `nil` when there is nothing.
    var alarm: String? {
        if let divergenceOfPeer = self.divergenceOfPeer { return divergenceOfPeer }
        switch self.disk {
        case .critical: return "the disk of this node is full: it takes no more entries"
        case .low: return "the disk of this node is nearly full: free space, or enlarge it"
        case .normal: return self.outage ?? self.snapshotFailure
        }
    }

    init(own: NodeID) {
        self.own = own
    }

    private enum Divergence: Sendable {
        case own(LogIndex)
        case undecided(LogIndex)
    }

    /// How much room this node's own disk has.
    var disk: DiskLevel { self.level(of: self.own) }

    func level(of node: NodeID) -> DiskLevel {
        self.disks.first { $0.node == node }?.level ?? .normal
    }

    mutating func note(_ level: DiskLevel, of node: NodeID) {
        let position = self.disks.firstIndex { $0.node >= node } ?? self.disks.endIndex
        if position < self.disks.endIndex, self.disks[position].node == node {
            self.disks[position].level = level
        } else if level != .normal, self.disks.count < Limits.members {
            self.disks.insert((node, level), at: position)
        }
    }

    /// Whether this node, or so many voters that those with room are no majority, have little room.
    func isQuorumLow(voters: [NodeID]) -> Bool {
        guard self.disks.contains(where: { $0.level >= .low }) else { return false }
        let roomy = voters.count { self.level(of: $0) == .normal }
        return self.disk >= .low || roomy < voters.count / 2 + 1
    }

    func roomyPeer(among nodes: [NodeID]) -> NodeID? {
        nodes.first { $0 != self.own && self.level(of: $0) == .normal }
    }

    /// Of `count` hosts so many were not heard of that the way to them is taken to be broken.
    mutating func noteWithheldExpiries(_ withheld: Int, of count: Int) {
        guard withheld > 0 else {
            self.outage = nil
            return
        }
        self.outage = """
            \(withheld) of \(count) hosts were not heard of in time, more than leave by \
            themselves: their rooms are left live for up to three times presence_ttl_seconds; \
            look at what sends heartbeats to this cluster
            """
    }

    /// Stays until the node starts anew; the transfer is tried again meanwhile.
    mutating func noteSnapshotFailure(_ reason: String) {
        self.snapshotFailure = reason
    }

    /// Sticks: a state that differed once is wrong until it is replaced.
    mutating func note(_ verdict: DigestWatch.Verdict) {
        switch verdict {
        case .agreed:
            break
        case .peerDiverged(let node, let index):
            self.divergenceOfPeer = """
                the state of node \(node) differed from the majority's at index \(index): replace \
                that node
                """
        case .ownStateDiverged(let index):
            self.divergence = .own(index)
        case .undecided(let index):
            if self.divergence == nil { self.divergence = .undecided(index) }
        }
    }

    var refusalOfReads: String? {
        if self.wasRemoved { return Self.removed }
        guard case .own(let index) = self.divergence else { return nil }
        return """
            the state of this node differed from the majority's at index \(index): its rooms are \
            not served; replace this node
            """
    }

    var refusalOfWrites: String? {
        if self.wasRemoved { return Self.removed }
        switch self.divergence {
        case .none:
            return nil
        case .own:
            return self.refusalOfReads
        case .undecided(let index):
            return """
                the nodes' states differ at index \(index) and none has a majority: writes are \
                refused until an operator restores one of them
                """
        }
    }

    func notReadyReason(
        hasCaughtUp: Bool, raft: RaftStatus, cluster: ClusterID
    ) -> String? {
        if let forgotten = raft.forgotten {
            return """
                this node has acknowledged the log up to index \(forgotten.index) in term \
                \(forgotten.term) and no longer has it: its data directory is an old copy, or its \
                disk lost synced writes; replace this node
                """
        }
        if raft.membership.removed.contains(raft.node) { return Self.removed }
        if let reason = self.refusalOfWrites { return reason }
        // An old member that meets nobody says so where its cluster is another one by now.
        guard raft.leader != nil else { return "no leader is known of its cluster, \(cluster)" }
        return hasCaughtUp ? nil : Self.catchingUp
    }
}
