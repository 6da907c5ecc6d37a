package import Raft

/// What the node's shell tells of its links, its disk and its operators.
extension Replica {
    /// The link to `node` broke, and connecting to it anew was refused: its process has ended.
    package mutating func linkRefused(by node: NodeID) {
        self.raft.linkRefused(by: node)
    }

    /// A link to `node` is open (again).
    package mutating func linkOpened(to node: NodeID) {
        self.raft.linkOpened(to: node)
    }

    /// What another node said at its handshake that it understands.
    ///
    /// What a node says before it is a member is kept, for its link may be older than its
    /// membership; it counts once the node is one.
    package mutating func note(_ level: FeatureLevel, understoodBy node: NodeID) {
        self.upkeep.levels.note(level, of: node)
    }

    /// How much room this node's disk has; at first it is taken to be normal.
    package mutating func setDisk(_ level: DiskLevel) {
        self.health.note(level, of: self.identity.node)
        self.raft.takesEntries = level < .critical
        if level == .critical {
            self.marks.insert(.stoppedTakingEntriesOnCriticalDisk)
        }
    }

    /// Changes who takes part in the group, if this node leads and nothing speaks against it.
    package mutating func changeMembership(_ change: MembershipChange) -> MembershipOutcome {
        self.raft.changeMembership(change)
    }

    /// What a leader looks after at every tick.
    mutating func tickLeadership() {
        guard self.raft.role == .leader else { return }
        let voters = self.raft.membership.voters
        self.clock.slew(voters: voters, own: self.identity.node)
        if self.clock.isSlewing {
            self.marks.insert(.slewedTime)
        }
        // Someone with room should lead: what follows a leader is at least as full as it is.
        if self.health.disk >= .low, self.raft.status().transferTarget == nil,
            let other = self.health.roomyPeer(among: self.raft.activeVoters)
        {
            self.marks.insert(.handedOverForLowDisk)
            _ = self.raft.transferLeadership(to: other)
        }
    }

    /// Takes a message of the consensus.
    mutating func step(_ message: Message) {
        self.raft.step(message)
    }
}
