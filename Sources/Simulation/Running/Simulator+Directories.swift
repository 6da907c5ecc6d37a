internal import Raft
internal import RoomReplica

/// Directories that are exchanged behind a node's back: an older copy, or one formatted anew.
extension Simulator {
    /// Puts the copy that was made earlier in the place of the directory.
    func returnDirectory(of node: SimulatedNode) {
        guard let old = node.backup, node.status != .lost else { return }
        node.backup = nil
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
