internal import Raft
internal import RoomReplica
internal import RoomState

/// The threads of a node, as events: replica, log, snapshots; those of the rooms are apart.
extension Simulator {
    /// Puts something into a replica's mailbox; it is taken soon.
    func post(_ input: NodeInput, to node: SimulatedNode) {
        node.work.mailbox.append(input)
        guard !node.work.isTurnDue else { return }
        node.work.isTurnDue = true
        let delay = self.isHealed ? 50 : self.dice.scheduling.next(through: 400)
        self.queue.add(
            Event(time: self.now + delay, kind: .turn, subject: node.place, life: node.life))
    }

    /// The replica's thread takes what waits, and carries out what comes of it.
    func turn(_ node: SimulatedNode) {
        let membership = node.replica.membership
        let before = node.positions
        node.replica.advance(to: node.clock.read(at: self.now))
        let wasDiskFull = node.watch.isDiskFull
        let inputs = node.work.mailbox
        node.work.mailbox.removeAll(keepingCapacity: true)
        var isMoved = false
        for input in inputs {
            switch input {
            case .tick, .transfer: isMoved = true
            default: break
            }
            self.hand(input, to: node)
        }
        let ready = node.replica.ready()
        self.checker.didTurn(node, from: membership, among: self.nodes)
        if let before {
            if wasDiskFull, node.watch.isDiskFull {
                self.checker.checkFullDisk(node, before: before)
            }
            self.checker.checkLeader(
                node, before: before, isMoved: isMoved,
                window: self.plan.consensus.inflightMessages)
        }
        self.carryOut(ready, on: node)
        if let positions = node.positions, positions.isQuarantined, node.watch.quarantine == nil {
            node.watch.quarantine = .init(
                term: positions.term, lastIndex: positions.lastIndex,
                mayHold: !node.work.log.isEmpty || !node.work.logBatch.isEmpty)
        }
        // What was carried out may have ended the process, and its debts with it.
        let isWriting = !node.work.log.isEmpty || !node.work.logBatch.isEmpty
        if node.isUp, !isWriting, !node.watch.owed.isEmpty {
            self.checker.checkOwed(node)
        }
        self.trace.mix(node.positions?.lastIndex.rawValue ?? 0)
    }

    /// A frame is taken; what it must lead to is checked beside the replica.
    private func take(_ frame: ReplicaFrame, from sender: NodeID, on node: SimulatedNode) {
        node.watch.willTake(
            frame, from: SimulatedNode.place(of: sender), at: node.positions,
            electionTicks: self.plan.consensus.electionTicks)
        for case .raft(let message) in frame.messages {
            if case .readIndex(let read) = message.body {
                self.checker.reads.take(read.request, of: sender, at: self.now)
            }
        }
        defer { self.didTake(frame, on: node) }
        guard case .raft(let message)? = frame.messages.first,
            case .reminder(let reminder) = message.body, message.to == node.id
        else {
            node.replica.step(frame, from: sender)
            return
        }
        let before = node.replica.positions
        node.replica.step(frame, from: sender)
        self.checker.didTakeReminder(reminder, on: node, from: before)
    }

    private func didTake(_ frame: ReplicaFrame, on node: SimulatedNode) {
        for message in frame.messages {
            switch message {
            case .raft(let message):
                if case .requestVote = message.body {
                    node.watch.askedIn = node.replica.leadership.term
                }
            case .heartbeats(let heartbeats):
                self.checker.presences.didTake(heartbeats.ticket, on: node)
            default:
                break
            }
        }
    }

    private func hand(_ input: NodeInput, to node: SimulatedNode) {
        switch input {
        case .tick:
            node.watch.ticks += 1
            node.replica.tick()
        case .propose(let command, let ticket): node.replica.propose(command, ticket: ticket)
        case .read(let consistency, let ticket): node.replica.read(consistency, ticket: ticket)
        case .heartbeat(let heartbeats, let ticket):
            node.replica.heartbeat(heartbeats, ticket: ticket)
            self.checker.presences.didTake(ticket, on: node)
        case .expireProposal(let ticket): node.replica.expire(proposals: [ticket])
        case .expireRead(let ticket): node.replica.expire(reads: [ticket])
        case .transfer(let target): _ = node.replica.transferLeadership(to: target)
        case .changeMembership(let change):
            guard self.isBearable(change, of: node.replica.membership) else { return }
            let before = node.replica.status().raft
            let outcome = node.replica.changeMembership(change)
            self.checker.checkChange(outcome, on: node, before: before)
            if case .appended = outcome, !change.isForced {
                self.checker.checkAvailability(
                    on: node, before: before.membership,
                    electionTicks: self.plan.consensus.electionTicks)
            }
            self.didAsk(outcome, change)
        case .frame(let frame, let sender, let time):
            node.watch.willCount(
                frame, from: SimulatedNode.place(of: sender), sentAt: time, in: node.positions?.term
            )
            self.take(frame, from: sender, on: node)
        case .durable(let sequence): node.replica.durable(through: sequence)
        case .fetched(let fetch, let entries): node.replica.fetched(fetch, entries: entries)
        case .applied(let result): node.replica.applied(result)
        case .flushed(let index): node.replica.flushed(through: index)
        case .restored(let state): node.replica.restored(state)
        case .snapshot(let result): node.replica.snapshot(result)
        case .linkRefused(let other): node.replica.linkRefused(by: other)
        case .linkOpened(let other):
            node.watch.owed[other] = node.log.acknowledgements.first { $0.node == other }
            let met = self.nodes[SimulatedNode.place(of: other)]
            node.replica.note(
                self.understood(by: met.id, starts: met.life), understoodBy: other)
            node.replica.linkOpened(to: other)
        case .disk(let level):
            node.watch.isDiskFull = level == .critical
            node.replica.setDisk(level)
        }
    }

    private func carryOut(_ ready: ReplicaReady, on node: SimulatedNode) {
        for outgoing in ready.outgoing {
            self.send(outgoing, from: node)
        }
        if let write = ready.write {
            self.checker.checkAcknowledgements(in: write, of: node)
            node.work.log.append(.write(write))
        }
        for fetch in ready.fetches { node.work.log.append(.fetch(fetch)) }
        if let truncation = ready.truncation { node.work.log.append(.truncate(truncation)) }
        self.startLog(node)
        if !ready.committed.isEmpty {
            self.checker.expect(
                !node.work.isRestoring, "entries are to be applied to a state that is not yet open",
                "node \(node.id)")
            node.work.apply.append(.apply(ready.committed))
        }
        if ready.flushes { node.work.apply.append(.flush) }
        if let restore = ready.restore { node.work.apply.append(.restore(restore)) }
        self.startApply(node)
        node.work.snapshots += ready.snapshotTasks
        self.startSnapshotTask(node)
        for answer in ready.proposalAnswers {
            self.answerProposal(answer, from: node)
        }
        for answer in ready.readAnswers {
            self.answerRead(answer, from: node)
        }
        for answer in ready.heartbeatAnswers {
            self.answerHeartbeats(answer, from: node)
        }
    }

    // MARK: - Log

    private func startLog(_ node: SimulatedNode) {
        guard node.work.logBatch.isEmpty, !node.work.log.isEmpty else { return }
        node.work.logBatch = node.work.log
        node.work.log = []
        let syncs = node.work.logBatch.contains { if case .write = $0 { true } else { false } }
        let most = self.isHealed ? 2000 : self.plan.mostSync
        var end = self.now + 20 + (syncs ? 50 + self.dice.disk.next(through: most) : 0)
        if syncs, node.disk.trouble.hangsUntil > end {
            self.marks.insert(.hungDisk)
            end = node.disk.trouble.hangsUntil
        }
        self.queue.add(Event(time: end, kind: .log, subject: node.place, life: node.life))
    }

    /// A disk that hung answers now.
    func resumeLog(_ node: SimulatedNode) {
        guard !node.work.logBatch.isEmpty else { return }
        self.queue.add(
            Event(time: self.now + 100, kind: .log, subject: node.place, life: node.life))
    }

    func finishLog(_ node: SimulatedNode) {
        // A batch that was resumed ends twice; the second time there is nothing left, or another
        // one, which then ends early: no harm.
        guard !node.work.logBatch.isEmpty else { return }
        let batch = node.work.logBatch
        let writes = batch.compactMap(\.write)
        if !writes.isEmpty, node.disk.trouble.isExhausted {
            // Nothing of the batch could be written.
            self.marks.insert(.ranOutOfDisk)
            node.work.logBatch = []
            self.stop(node)
            return
        }
        if !writes.isEmpty, node.disk.trouble.failsNextSync {
            self.marks.insert(.syncFailed)
            // As LogWorker does: nothing more is done, the process ends. Whether the batch is on
            // the disk nobody knows.
            self.stop(node)
            return
        }
        node.work.logBatch = []
        self.store(writes, on: node)
        if let last = writes.last {
            self.post(.durable(last.sequence), to: node)
        }
        for work in batch {
            switch work {
            case .fetch(let fetch):
                guard self.fetch(fetch, on: node) else { return }
            case .truncate(let truncation):
                node.disk.log.truncatePrefix(through: truncation.index, term: truncation.term)
            case .write:
                break
            }
        }
        self.startLog(node)
    }

    /// Reads old entries; a read that fails ends the process, and damage is found again at every
    /// start.
    private func fetch(_ fetch: LogFetch, on node: SimulatedNode) -> Bool {
        if node.disk.trouble.failsNextRead {
            self.marks.insert(.failedRead)
            self.stop(node)
            return false
        }
        let entries = node.disk.log.entries(
            from: fetch.first, through: fetch.last, maxBytes: fetch.maxBytes)
        guard let entries else {
            self.marks.insert(.foundDamage)
            self.stop(node)
            return false
        }
        self.post(.fetched(fetch, entries), to: node)
        return true
    }

    /// One synced batch.
    func store(_ writes: [LogWrite], on node: SimulatedNode) {
        for write in writes {
            let before = node.disk.log.hardState
            self.willStore(write, on: node)
            node.disk.log.perform(write) { self.checker.ghost.chain(at: $0) }
            self.checker.didWrite(write, on: node, before: before)
        }
    }

    // MARK: - Snapshots

    private func startSnapshotTask(_ node: SimulatedNode) {
        guard !node.work.isSnapshotting, !node.work.snapshots.isEmpty else { return }
        node.work.isSnapshotting = true
        self.queue.add(
            Event(
                time: self.now + 50 + self.dice.disk.next(through: self.isHealed ? 500 : 5000),
                kind: .snapshot, subject: node.place, life: node.life))
    }

    func finishSnapshotTask(_ node: SimulatedNode) {
        node.work.isSnapshotting = false
        let task = node.work.snapshots.removeFirst()
        let outcome = node.disk.snapshots.perform(
            task.work, state: node.disk.state,
            diskIsFull: node.disk.trouble.isFull || node.disk.trouble.isExhausted)
        if case .begun(let stored) = outcome, stored > 0 { self.marks.insert(.resumedFromParts) }
        if let breach = node.disk.snapshots.breach {
            self.checker.fail(
                "a snapshot's bytes are not written in order", "node \(node.id): \(breach)")
        }
        if case .failed(.damaged) = outcome {
            // As SnapshotWorker does: what is damaged here must neither be served nor sent.
            self.marks.insert(.foundDamage)
            self.marks.insert(.foundDamageForSnapshot)
            self.lose(node)
            return
        }
        self.post(.snapshot(SnapshotResult(number: task.number, outcome: outcome)), to: node)
        self.startSnapshotTask(node)
    }
}
