internal import Raft
internal import RoomState

/// What this node puts into the log by itself while it leads.
extension Replica {
    /// Puts something into the log as of now.
    mutating func propose(_ content: CommandPayload.Content) -> Proposal {
        // Stamped before it is proposed: applying must not look at a clock.
        let payload = CommandPayload(groupTime: self.clock.groupTime, content: content)
        return self.raft.propose(payload.encoded())
    }

    /// Makes the beginning of this leader's term the first that it puts into the log.
    ///
    /// Returns why that, and so anything else, cannot be done now.
    mutating func beginTerm() -> Proposal? {
        guard self.raft.role == .leader, self.upkeep.termStart == nil else { return nil }
        let proposal = self.propose(.termBegins)
        guard case .appended(let index, _) = proposal else { return proposal }
        self.upkeep.termStart = index
        return nil
    }

    /// What a leader looks after at every tick: deadlines that came, hosts that were not heard of.
    ///
    /// While it hands over, or its log takes no more, nothing is proposed, and all is found again
    /// at the next tick or by the next leader.
    mutating func performUpkeep() {
        self.followLeadership()
        guard self.raft.role == .leader, self.health.refusalOfWrites == nil,
            self.beginTerm() == nil, self.upkeep.hasBegun(applied: self.applied.index)
        else {
            self.health.noteWithheldExpiries(0, of: 0)
            return
        }
        if self.upkeep.tick == nil, let due = self.upkeep.nextDueTime,
            due <= self.clock.groupTime, case .appended(let index, _) = self.propose(.tick)
        {
            self.marks.insert(.proposedTick)
            self.upkeep.tick = index
        }
        self.expirePresences()
        self.raiseLevel()
    }

    /// Raises the feature level of the log when all members understand a higher one, learners too,
    /// for they apply it like everyone.
    private mutating func raiseLevel() {
        guard self.upkeep.raise == nil,
            let level = self.upkeep.levels.common(
                to: self.raft.membership.nodes, own: self.identity.node,
                level: self.options.understood),
            level > self.applied.featureLevel,
            case .appended(let index, _) = self.propose(.raiseLevel(level))
        else { return }
        self.marks.insert(.raisedLevel)
        self.upkeep.raise = index
    }

    private mutating func expirePresences() {
        if self.upkeep.expiry == nil {
            let lost = self.upkeep.presences.takeLost(
                at: self.clock.bootMilliseconds, limit: RoomState.Limits.presencesPerExpiry)
            if !lost.isEmpty {
                if case .appended(let index, _) = self.propose(.presencesExpire(lost)) {
                    self.marks.insert(.expiredPresence)
                    self.upkeep.expiry = index
                } else {
                    self.upkeep.presences.keep(lost)
                }
            }
        }
        if self.upkeep.presences.withheldCount > 0 { self.marks.insert(.withheldExpiries) }
        self.health.noteWithheldExpiries(
            self.upkeep.presences.withheldCount, of: self.upkeep.presences.count)
    }

    /// Takes in what a batch says of deadlines and presences.
    mutating func followRooms(_ result: ApplyResult) {
        let now = self.clock.bootMilliseconds
        self.upkeep.nextDueTime = result.nextDueTime
        if let all = result.presences.all {
            self.upkeep.presences.reset(to: all, at: now)
        }
        for change in result.presences.changes {
            self.upkeep.presences.apply(change, at: now)
        }
        self.upkeep.applied(through: result.applied.index)
    }
}
