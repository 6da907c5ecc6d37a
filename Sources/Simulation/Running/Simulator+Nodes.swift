internal import Raft
internal import RoomReplica
internal import RoomState

/// Nodes that start, end, and come back.
extension Simulator {
    /// Microseconds.
    static let tick: UInt64 = 10_000

    func makeNodes() throws {
        let voters = (1...self.plan.voters).map { Member(node: NodeID(UInt64($0))) }
        var membership = Membership(voters: voters)
        for place in 0..<self.plan.learners {
            let node = NodeID(UInt64(self.plan.voters + place + 1))
            membership.learners.append(node)
            membership.members.append(Member(node: node))
        }
        for member in membership.members {
            try self.add(member.node, membership: membership)
        }
    }

    /// Makes a node with an empty disk that knows `membership`, and starts it.
    @discardableResult
    func add(_ id: NodeID, membership: Membership) throws -> SimulatedNode {
        let hasFaults = self.plan.has(.clock)
        let clock = VirtualClock(
            drift: hasFaults ? Int64(self.dice.clock.next(through: 100)) - 50 : 0,
            wallOffset: hasFaults ? Int64(self.dice.clock.next(through: 20_000)) - 10_000 : 0)
        let node = try SimulatedNode(
            id: id, place: self.nodes.count, membership: membership, clock: clock,
            options: self.options(for: id, life: 0))
        self.nodes.append(node)
        self.network.count = self.nodes.count
        self.start(node)
        return node
    }

    func restart(_ node: SimulatedNode, life: UInt32) {
        guard node.status == .down, node.life == life else { return }
        if node.disk.trouble.isExhausted {
            // It fails at once, and is started again and again.
            self.queue.add(
                Event(
                    time: self.now + 200_000, kind: .restart, subject: node.place, life: life))
            return
        }
        self.start(node)
    }

    func start(_ node: SimulatedNode) {
        guard node.log.damaged == nil else {
            // Opening walks the log.
            self.marks.insert(.foundDamage)
            node.status = .lost
            return
        }
        do {
            guard try node.open(options: self.options(for: node.id, life: node.life), at: self.now)
            else {
                self.checker.fail(
                    "a state database is missing",
                    "node \(node.id), generation \(node.log.generation)")
                return
            }
        } catch {
            self.startFailed(node, error)
            return
        }
        if node.disk.hasSwitched { self.marks.insert(.restartedWithSnapshot) }
        self.checker.compare(node.applier.applied, on: node)
        node.work.mailbox.append(.disk(node.disk.trouble.isFull ? .low : .normal))
        self.scheduleTick(node)
        for other in self.nodes where other !== node && other.isUp {
            let delay = 500 + self.dice.scheduling.next(through: 20_000)
            self.queue.add(
                Event(
                    time: self.now + delay, kind: .linkOpened, subject: other.place,
                    payload: node.place, life: other.life))
            self.queue.add(
                Event(
                    time: self.now + delay, kind: .linkOpened, subject: node.place,
                    payload: other.place, life: node.life))
        }
    }

    private func startFailed(_ node: SimulatedNode, _ error: any Error) {
        switch VirtualState.Trouble(error) {
        case .readError:
            self.marks.insert(.failedRead)
            self.queue.add(
                Event(
                    time: self.now + 200_000, kind: .restart, subject: node.place, life: node.life))
        case .damage:
            self.marks.insert(.foundDamage)
            node.status = .lost
        case nil:
            self.checker.fail("a node cannot start", "node \(node.id): \(error)")
        }
    }

    /// The process ends at once, wherever it was.
    func crash(_ node: SimulatedNode) {
        guard node.isUp else { return }
        self.collectMarks(node)
        if node.positions?.role == .leader { self.marks.insert(.crashedLeader) }
        node.status = .down
        self.settleUnsynced(node)
        self.settleUnflushed(node)
        if node.disk.snapshots.crash(dice: &self.dice.disk, adopted: node.log.generation) {
            self.marks.insert(.tornSnapshot)
        }
        node.disk.trouble.failsNextSync = false
        node.disk.trouble.failsNextRead = false
        for client in self.clients.indices where self.clients[client].isWaiting(at: node.place) {
            self.clientLost(client)
        }
        for other in self.nodes where other !== node && other.isUp {
            guard !self.network.isCut(from: node.place, to: other.place, among: self.nodes.count)
            else { continue }
            self.queue.add(
                Event(
                    time: self.now + 500 + self.dice.scheduling.next(through: 30_000),
                    kind: .linkRefused, subject: other.place, payload: node.place,
                    life: other.life))
        }
    }

    func scheduleTick(_ node: SimulatedNode) {
        let length = UInt64(Int64(Self.tick) * 1000 / (1000 + node.clock.drift))
        self.queue.add(
            Event(
                time: self.now + length, kind: .tick, subject: node.place, life: node.life))
    }

    func options(for node: NodeID, life: UInt32) -> ReplicaOptions {
        let consensus = self.plan.consensus
        let own = self.plan.seed &* 0x9e37_79b9 &+ node.rawValue &* 1_000_003 &+ UInt64(life)
        var raft = RaftOptions(
            electionTicks: consensus.electionTicks, heartbeatTicks: consensus.heartbeatTicks,
            seed: own)
        raft.inflightMessages = consensus.inflightMessages
        raft.appendEntries = consensus.appendEntries
        raft.uncommittedBytes = consensus.uncommittedBytes
        var snapshots = SnapshotOptions()
        snapshots.intervalEntries = consensus.snapshotInterval
        snapshots.trailingEntries = consensus.trailingEntries
        snapshots.laggingEntries = 4 * consensus.trailingEntries
        snapshots.chunkBytes = consensus.chunkBytes
        snapshots.bytesPerTick = 4 * consensus.chunkBytes
        var replica = ReplicaOptions(
            raft: raft, incarnation: own &* 0xff51_afd7_ed55_8ccd | 1, snapshots: snapshots)
        // Eight users host eight rooms at most.
        replica.outageLapses = consensus.outageLapses
        replica.understood = self.understood(by: node, starts: life + 1)
        return replica
    }

    /// What a node understands that was started so often.
    ///
    /// A third of the runs are upgrades: whoever is there at first is of an older release until it
    /// is started again.
    func understood(by node: NodeID, starts: UInt32) -> FeatureLevel {
        let isFirst = node.rawValue <= UInt64(self.plan.voters + self.plan.learners)
        return self.plan.seed % 3 == 0 && isFirst && starts <= 1 ? .first : .newest
    }

    /// A batch that was on its way to the disk is on it, or not, or only its first writes are: less
    /// than the storage promises, for RocksDB writes a batch whole or not at all.
    private func settleUnsynced(_ node: SimulatedNode) {
        let writes = node.work.logBatch.compactMap(\.write)
        node.work.logBatch = []
        guard !writes.isEmpty else { return }
        guard self.plan.has(.unsyncedLoss), self.dice.disk.flip() else {
            self.marks.insert(.lostUnsyncedBatch)
            return
        }
        let kept = Int(self.dice.disk.next(through: UInt64(writes.count - 1))) + 1
        self.marks.insert(kept < writes.count ? .tornBatch : .keptUnsyncedBatch)
        self.store(Array(writes.prefix(kept)), on: node)
    }

    /// Of the rooms that were not flushed some are on the disk, up to a point.
    private func settleUnflushed(_ node: SimulatedNode) {
        let unflushed = node.disk.state.unflushed
        guard unflushed > 0 else { return }
        var kept = 0
        if self.plan.has(.unflushedLoss) {
            kept = Int(self.dice.disk.next(through: UInt64(unflushed)))
        }
        self.marks.insert(kept > 0 ? .keptSomeUnflushedRooms : .lostUnflushedRooms)
        node.disk.state.crash(keeping: kept)
    }
}
