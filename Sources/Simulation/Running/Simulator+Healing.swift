internal import Raft
internal import RoomReplica
internal import RoomState

/// The end of a run: everything heals, and the cluster must come to rest with nothing left undone.
extension Simulator {
    /// Longer than the slowest of: an election, a snapshot, a client's patience, and with hosts
    /// three times to live and a floor of liveness after it.
    private static let longestRest: UInt64 = 90_000_000
    /// How long what is due may wait for a tick, in milliseconds of group time.
    private static let tickPatience: UInt64 = 1000
    /// Within so many shortest election timeouts somebody leads.
    private static let electionTimeouts: UInt64 = 10
    /// For so many shortest election timeouts clients go on: who is well again must serve.
    private static let busyTimeouts: UInt64 = 4

    func heal() {
        self.network.isHealed = true
        self.network.partitions = []
        self.clientsStopAt = self.now + Self.busyTimeouts * self.electionTimeout
        self.scrubDisks()
        for node in self.nodes {
            node.disk.trouble = DiskTrouble()
            node.disk.state.setFailing(false)
            if node.status == .down {
                self.start(node)
            } else if node.isUp {
                self.post(.disk(.normal), to: node)
            }
        }
        for node in self.nodes where node.isUp {
            // Batches that hung go on.
            self.resumeLog(node)
            for other in self.nodes where other !== node && other.isUp {
                self.queue.add(
                    Event(
                        time: self.now + 1000, kind: .linkOpened, subject: node.place,
                        payload: other.place, life: node.life))
            }
        }
    }

    /// First a leader, then rest.
    func proveLiveness() {
        // Whoever stands still first goes on, and what was stalled arrives.
        let paused = self.nodes.map(\.pausedUntil).max() ?? 0
        self.run(until: max(self.now, paused, self.network.lastArrivalOfAll))
        let latest = self.now + Self.electionTimeouts * self.electionTimeout
        self.run(until: max(self.now, self.clientsStopAt ?? 0))
        while !self.checker.isOver, self.leader == nil, self.now < latest {
            self.run(until: self.now + Self.tick)
        }
        if self.leader == nil {
            self.checker.fail("no leader after healing", self.describeNodes())
        }
        let end = self.now + Self.longestRest
        while !self.checker.isOver, self.unrest != nil, self.now < end {
            self.run(until: self.now + 200_000)
        }
        if let unrest = self.unrest {
            self.checker.fail("no rest after healing", "\(unrest); \(self.describeNodes())")
        }
    }

    /// The shortest, in microseconds.
    var electionTimeout: UInt64 { UInt64(self.plan.consensus.electionTicks) * Self.tick }

    /// What every node has stored in the end: indexes and rings must follow from the rooms.
    func auditStates() {
        for node in self.nodes where node.isUp && self.checker.finding == nil {
            do {
                try self.storeRooms(node)
                let contents = CheckpointReader(
                    node.disk.state.checkpoint().map(\.pair))
                for finding in try StateAudit.findings(in: contents).prefix(1) {
                    self.checker.fail("a derived record is wrong", "node \(node.id): \(finding)")
                }
            } catch {
                self.checker.fail("a state is unreadable", "node \(node.id): \(error)")
            }
        }
    }

    /// A run beyond what must be survived: nothing need go on, and whoever has forgotten what
    /// others remember must stand still.
    func proveStandstill() {
        let paused = self.nodes.map(\.pausedUntil).max() ?? 0
        self.run(until: max(self.now, paused) + 3_000_000)
        if !self.checker.isOver { self.checkReturned() }
    }

    /// What is not yet as it must be.
    private var unrest: String? {
        if let client = self.clients.first(where: { $0.operation != nil }) {
            return "client \(client.place) still waits"
        }
        if let untold = self.untold { return untold }
        guard let leader = self.leader else { return "no leader" }
        let membership = leader.replica.membership
        if membership.isJoint { return "the configuration is joint" }
        guard membership.isVoter(leader.id) else { return "the leader is no voter" }
        let target = leader.replica.positions
        guard target.commitIndex == target.lastIndex else { return "not all is committed" }
        let time = leader.replica.groupTime.milliseconds
        if let overdue = self.checker.ghost.overdue(
            at: GroupTime(milliseconds: time - min(time, Self.tickPatience)))
        {
            return "\(overdue)"
        }
        for id in membership.nodes {
            guard let node = self.nodes.first(where: { $0.id == id }), node.status != .lost else {
                continue
            }
            let applied = node.replica.positions.appliedIndex
            if applied < target.commitIndex {
                return "node \(id) has applied \(applied) of \(target.commitIndex)"
            }
            guard node.replica.membership == membership else {
                return "node \(id) goes by another configuration"
            }
            let status = node.replica.status()
            if let reason = status.notReadyReason { return "node \(id) is not ready: \(reason)" }
            guard status.waitingProposals == 0, status.waitingReads == 0 else {
                return "node \(id) has \(status.waitingProposals) proposals and "
                    + "\(status.waitingReads) reads that wait for nothing"
            }
        }
        return nil
    }

    private func describeNodes() -> String {
        self.nodes.map { node in
            let positions = node.replica.positions
            return "node \(node.id) \(node.status) \(positions.role) term \(positions.term) "
                + "truncated \(positions.truncatedIndex) last \(positions.lastIndex) commit "
                + "\(positions.commitIndex) applied \(positions.appliedIndex) waiting: "
                + "\(node.work.logBatch.count) in the log, \(node.work.apply.count) to apply, "
                + "\(node.work.mailbox.count) inputs; leader "
                + "\(positions.leader.map(\.description) ?? "none"), voters "
                + "\(node.replica.membership.incoming) and \(node.replica.membership.outgoing), "
                + node.replica.status().raft.peers.map { peer in
                    "peer \(peer.node) match \(peer.matchIndex) next \(peer.nextIndex)"
                        + (peer.needsSnapshot ? " needs a snapshot" : "")
                }.joined(separator: ", ")
        }.joined(separator: "; ")
    }
}
