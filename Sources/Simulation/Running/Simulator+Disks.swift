internal import Raft
internal import RoomReplica

/// Disks that fill up, fail to read, or change what they hold.
extension Simulator {
    /// Of four times, the disk is nearly full twice, full as far as the node is told once, and once
    /// without any room at all, before anyone could be told.
    func fillDisks(of targets: [SimulatedNode], _ variant: UInt64) {
        switch variant % 4 {
        case 0:
            self.setDisks(of: targets, to: .critical)
        case 1:
            for node in targets { node.disk.trouble.isExhausted = true }
        default:
            self.setDisks(of: targets, to: .low)
        }
    }

    func setDisks(of targets: [SimulatedNode], to level: DiskLevel) {
        for node in targets {
            node.disk.trouble.isExhausted = false
            node.disk.trouble.isFull = level != .normal
            if node.isUp { self.post(.disk(level), to: node) }
        }
    }

    func failNextRead(_ node: SimulatedNode, _ variant: UInt64) {
        if variant % 2 == 0 {
            node.disk.trouble.failsNextRead = true
        } else {
            node.disk.state.setFailing(true)
        }
    }

    /// The process ends itself, as after every error of its log or its rooms, and is started again
    /// by those who look after it.
    func stop(_ node: SimulatedNode) {
        let life = node.life
        self.crash(node)
        self.queue.add(
            Event(
                time: self.now + 100_000 + self.dice.faults.next(through: 1_000_000),
                kind: .restart, subject: node.place, life: life))
    }

    /// Damage is found at the next start, and then the node is lost; never so many that the others
    /// are no majority.
    func damage(_ targets: [SimulatedNode]) {
        guard let node = targets.first, self.canLose(node) else { return }
        self.marks.insert(.damagedDisk)
        self.lose(node)
    }

    /// The node is out for good.
    func lose(_ node: SimulatedNode) {
        self.crash(node)
        node.status = .lost
    }

    /// A bit flips in the log or in the rooms of a node that runs, or not.
    func flipBit(_ targets: [SimulatedNode], _ variant: UInt64) {
        guard let node = targets.first, node.isSound, self.canLose(node) else { return }
        if variant % 2 == 0 {
            guard !node.log.slots.isEmpty else { return }
            let place = variant / 2 % UInt64(node.log.slots.count)
            node.disk.log.damage(
                LogIndex(node.log.truncatedIndex.rawValue + 1 + place))
            self.marks.insert(.flippedLogBit)
        } else {
            guard node.disk.state.damage(variant / 2) else { return }
            self.marks.insert(.flippedStateBit)
        }
        node.disk.trouble.isSpoiled = true
    }

    /// What is damaged is found by those who look after the cluster, if no node has met it.
    func scrubDisks() {
        for node in self.nodes where node.status != .lost && node.disk.trouble.isSpoiled {
            if node.log.damaged != nil || node.disk.state.isDamaged {
                self.lose(node)
            } else {
                node.disk.trouble.isSpoiled = false
            }
        }
    }

    /// The fault atlas: whether what is committed and what was voted stays on a quorum of every
    /// configuration that any node goes by when this node loses all it has.
    func canLose(_ node: SimulatedNode) -> Bool {
        let memberships = self.nodes.filter { $0.status != .lost }.flatMap { other in
            other.log.memberships.map(\.membership) + [other.replica.membership]
        }
        return memberships.allSatisfy { membership in
            Majority(membership).isReached { id in
                id != node.id && self.nodes.contains { $0.id == id && $0.isSound }
            }
        }
    }
}
