internal import Raft
internal import RoomReplica

/// Directories that are exchanged behind a node's back: an older copy, or one formatted anew.
extension Simulator {
    /// Copies a directory now, or has the next node copy its own that is about to lose the end of
    /// its log to a leader: such a copy is as long as what follows, and ends in other entries.
    func copyDirectory(of targets: [SimulatedNode], _ number: Int) {
        if self.plan.faults[number].variant % 2 == 0 {
            targets.first?.backup.disk = targets.first?.disk.copied()
        } else {
            for node in self.nodes { node.backup.awaitsConflict = number }
        }
    }

    /// A write is about to be synced.
    func willStore(_ write: LogWrite, on node: SimulatedNode) {
        guard let number = node.backup.awaitsConflict, let first = write.entries.first,
            first.index <= node.log.lastIndex, write.install == nil, !self.isHealed
        else { return }
        self.marks.insert(.copiedBeforeConflict)
        for node in self.nodes { node.backup.awaitsConflict = nil }
        node.backup.disk = node.disk.copied()
        // It comes back while the leader is the same, and knows of little that came after.
        self.queue.add(
            Event(
                time: self.now + 500 + self.dice.faults.next(through: 60_000), kind: .faultEnd,
                subject: number))
    }

    /// Puts the copy that was made earlier in the place of the directory.
    func returnDirectory(of node: SimulatedNode) {
        guard let old = node.backup.disk, node.status != .lost else { return }
        node.backup.disk = nil
        self.marks.insert(.returnedDirectory)
        self.exchange(old, in: node)
    }

    /// Deletes the directory and formats another one, as the cluster's file says: with the same
    /// node id, and a store id of its own.
    func wipeDirectory(of node: SimulatedNode) {
        guard node.status != .lost else { return }
        self.marks.insert(.wipedDirectory)
        self.exchange(
            NodeDisk(
                membership: node.disk.format, store: StoreID(node.disk.store.rawValue + 1000)),
            in: node)
    }

    private func exchange(_ directory: NodeDisk, in node: SimulatedNode) {
        self.crash(node)
        var directory = directory
        directory.forgotten = node.disk.forgotten + [node.log]
        node.disk = directory
        node.status = .down
        self.queue.add(
            Event(
                time: self.now + 1000 + self.dice.faults.next(through: 500_000), kind: .restart,
                subject: node.place, life: node.life))
    }

    /// Whoever remembers a later acknowledgement of a node than it holds has told it by now.
    func checkReturned() {
        for node in self.nodes where node.isUp && node.positions?.isQuarantined == false {
            for other in self.nodes where other.isUp && self.areLinked(other, node) {
                guard
                    let known = other.log.acknowledgements.first(where: { $0.node == node.id }),
                    node.isBehind(known.term, known.index)
                else { continue }
                self.checker.fail(
                    "a node that has forgotten was not told",
                    "node \(node.id), of which node \(other.id) remembers \(known.index) in "
                        + "term \(known.term)")
            }
        }
    }
}
