internal import Raft
internal import RoomReplica
internal import RoomState

/// The threads of a node that own its rooms, as events: one applies, one writes and flushes.
extension Simulator {
    func startApply(_ node: SimulatedNode) {
        guard !node.work.isApplying, let next = node.work.apply.first else { return }
        // As ApplyWorker does: nothing of the old state may be written once it is exchanged.
        if case .restore = next, node.work.flush != nil { return }
        node.work.isApplying = true
        var most: UInt64 = self.isHealed ? 200 : 3000
        if case .restore = next, !self.isHealed, self.dice.scheduling.flip() {
            // A state database of any size has to be opened.
            most = self.dice.scheduling.happens(perMille: 250) ? 3_000_000 : 300_000
        }
        self.queue.add(
            Event(
                time: self.now + 20 + self.dice.scheduling.next(through: most), kind: .apply,
                subject: node.place, life: node.life))
    }

    func finishApply(_ node: SimulatedNode) {
        node.work.isApplying = false
        let work = node.work.apply.removeFirst()
        do {
            switch work {
            case .apply(let entries):
                let result = try node.applier.apply(entries)
                self.checker.didApply(entries, result, on: node)
                for change in result.changes {
                    node.rooms.updateValue(change.room, forKey: change.change.roomID)
                }
                self.offer(result.changes, from: node)
                var answer = result
                answer.changes = []
                self.post(.applied(answer), to: node)
                if node.applier.mustStore || self.dice.disk.happens(perMille: 300) {
                    try self.storeRooms(node)
                }
                if result.digests.contains(where: { $0.index.rawValue % Self.auditInterval == 0 }) {
                    self.audit(node)
                }
            case .flush:
                try self.storeRooms(node)
                self.startFlush(node)
            case .restore(let install):
                guard node.disk.openState() else {
                    self.checker.fail(
                        "a state database is missing",
                        "node \(node.id), generation \(install.generation)")
                    return
                }
                self.endWatches(at: node)
                node.rooms = [:]
                node.applier = try RoomApplier(
                    group: .first, reader: node.disk.state,
                    digestInterval: SimulatedNode.digestInterval,
                    understood: self.understood(by: node.id, starts: node.life))
                self.checker.compare(node.applier.applied, on: node)
                self.post(.restored(node.applier.applied), to: node)
            }
        } catch {
            self.applyFailed(node, error)
            return
        }
        self.startApply(node)
    }

    /// As StateWriter does: more is applied and written meanwhile.
    private func startFlush(_ node: SimulatedNode) {
        node.work.flush = NodeWork.Flush(
            index: node.applier.applied.index, batches: node.disk.state.written)
        var most: UInt64 = self.isHealed ? 200 : 3000
        if !self.isHealed, self.dice.disk.happens(perMille: 100) { most = 300_000 }
        self.queue.add(
            Event(
                time: self.now + 20 + self.dice.disk.next(through: most), kind: .flush,
                subject: node.place, life: node.life))
    }

    func finishFlush(_ node: SimulatedNode) {
        guard let flush = node.work.flush else { return }
        node.work.flush = nil
        guard !node.disk.trouble.isExhausted else {
            self.marks.insert(.ranOutOfDisk)
            self.stop(node)
            return
        }
        node.disk.state.flush(through: flush.batches)
        self.post(.flushed(flush.index), to: node)
        self.startApply(node)
    }

    /// The process ends; if it is damage, the next one will as well, and the node is given up.
    func applyFailed(_ node: SimulatedNode, _ error: any Error) {
        switch VirtualState.Trouble(error) {
        case .readError:
            self.marks.insert(.failedRead)
            self.stop(node)
        case .damage:
            self.marks.insert(.foundDamage)
            self.lose(node)
        case nil where self.isLeftBehind(node, error):
            self.stop(node)
        case nil:
            self.checker.fail("a batch cannot be applied", "node \(node.id): \(error)")
        }
    }

    /// Whether a node of an older release stops at a level that rose once it was removed: who is no
    /// member is not asked what it understands, and is still told what was committed.
    private func isLeftBehind(_ node: SimulatedNode, _ error: any Error) -> Bool {
        guard case .levelNotUnderstood? = error as? ApplyFailure else { return false }
        return node.replica.membership.removed.contains(node.id)
    }

    func storeRooms(_ node: SimulatedNode) throws {
        node.disk.state.write(try node.applier.takeChanges())
        node.rooms.removeAll(keepingCapacity: true)
    }

    /// Entries between two audits, for each reads all rooms; a multiple of the digest's interval.
    private static let auditInterval: UInt64 = 128

    /// Compares all that a node derives from its rooms with them.
    func audit(_ node: SimulatedNode) {
        do {
            try self.storeRooms(node)
            let findings = try StateAudit.findings(in: node.disk.state)
            self.checker.expect(
                findings.isEmpty, "what is derived differs from the rooms",
                "node \(node.id): \(findings.first ?? "")")
        } catch {
            self.applyFailed(node, error)
        }
    }
}
