package import Raft

/// The log's prefix and the snapshots that stand in for it.
extension Replica {
    /// The rooms are durable up to `index` without the log.
    ///
    /// - Parameter index: the applied index as it was before a flush that has returned.
    package mutating func flushed(through index: LogIndex) {
        self.marks.insert(.flushed)
        self.retention.didFlush(through: index)
    }

    /// `ReplicaReady.restore` was carried out: this is the state that is open now.
    package mutating func restored(_ state: AppliedState) {
        self.marks.insert(.restoredSnapshot)
        self.raft.restored()
        self.applied = state
        self.clock.observe(state.groupTime)
        self.retention.didFlush(through: state.index)
        self.snapshots.receiver.didInstall()
        self.grantReads()
    }

    /// A snapshot task is done, or has failed.
    package mutating func snapshot(_ result: SnapshotResult) {
        if let failure = self.snapshots.didFinish(result, at: self.ticks) {
            self.marks.insert(.snapshotFailed)
            self.health.noteSnapshotFailure(failure.description)
        }
    }

    mutating func takeSnapshotMessage(_ message: SnapshotMessage, from node: NodeID) {
        switch message {
        case .offer(let offer):
            // Of an earlier leader, or of one that this node does not yet know: it will say it
            // again.
            guard offer.term == self.raft.term, self.raft.leader == node else { return }
            guard self.raft.needsSnapshot(at: offer.manifest.applied.index) else {
                self.declineIfCovered(offer, from: node)
                return
            }
            self.snapshots.receiver.didHear(offer, from: node)
        case .chunk(let chunk):
            guard self.raft.leader == node else { return }
            self.snapshots.receiver.didHear(chunk, from: node)
        case .progress(let progress):
            guard self.raft.role == .leader else { return }
            if progress.state == .done {
                self.marks.insert(.sentSnapshot)
            }
            self.snapshots.sender.didHear(progress, from: node, at: self.ticks)
        }
    }

    /// Says that a snapshot is not needed, unless it is being installed at this moment.
    private mutating func declineIfCovered(_ offer: SnapshotOffer, from node: NodeID) {
        guard offer.manifest.applied.index <= self.raft.log.commitIndex, !self.raft.isRestoring
        else { return }
        self.output.frames.add(
            .snapshot(
                .progress(
                    SnapshotProgress(
                        snapshot: offer.manifest.id, received: 0, state: .done))), to: node)
    }

    /// Hands a verified snapshot to the consensus, or drops one that the log has overtaken.
    mutating func installFinishedSnapshot() {
        guard let pending = self.snapshots.receiver.pendingIndex else { return }
        if pending <= self.raft.log.commitIndex {
            self.marks.insert(.snapshotNoLongerNeeded)
            self.snapshots.receiver.abandonUnneeded()
            return
        }
        guard self.raft.role == .follower, let finished = self.snapshots.receiver.finished else {
            return
        }
        if self.raft.install(finished.snapshot, from: finished.leader) {
            self.marks.insert(.receivedSnapshot)
            self.snapshots.receiver.didBeginInstall()
        } else {
            self.marks.insert(.snapshotNoLongerNeeded)
            self.snapshots.receiver.abandonUnneeded()
        }
    }

    /// Moves transfers on; returns what storage is to do for them.
    mutating func exchangeSnapshots(wantedBy targets: [NodeID]) -> [SnapshotTask] {
        for node in targets {
            self.snapshots.sender.add(node, at: self.ticks)
        }
        if self.raft.role != .leader, !self.snapshots.sender.isIdle {
            self.snapshots.sender.removeAll()
        }
        // Until the state of an installed snapshot is open, the one that storage would make a
        // snapshot of is the state before it, which the log does not go on from.
        if !self.snapshots.sender.isIdle, !self.raft.isRestoring {
            let records = self.raft.membershipRecords
            self.snapshots.sender.advance(at: self.ticks, term: self.raft.term) { index in
                records.last { $0.index <= index } ?? records[0]
            }
        }
        let sent = self.snapshots.sender.takeOutput()
        let received = self.snapshots.receiver.takeOutput()
        if sent.hasRetried {
            self.marks.insert(.sentChunkAgain)
        }
        for (node, message) in sent.messages + received.messages {
            self.output.frames.add(.snapshot(message), to: node)
        }
        for (node, index) in sent.ended {
            if index == nil {
                self.marks.insert(.gaveUpReceiver)
            }
            self.raft.snapshotEnded(for: node, at: index)
        }
        return self.snapshots.takeTasks(sent, received)
    }

    /// Drops what neither this node nor a member that is a little behind needs of the log.
    mutating func truncateLog() {
        // Called in every turn: the cheap question first.
        let truncated = self.raft.log.truncatedIndex
        guard self.retention.flushedIndex > truncated, !self.raft.isRestoring else { return }
        let last = self.raft.log.lastIndex
        let wanted = self.retention.truncation(slowest: nil, last: last, snapshot: nil)
        guard wanted > truncated else { return }
        let slowest = self.raft.slowestActivePeer
        let snapshot = self.snapshots.sender.retained(truncated: truncated)
        let index = self.retention.truncation(slowest: slowest, last: last, snapshot: snapshot)
        if let snapshot, snapshot < wanted {
            self.marks.insert(.keptLogForSnapshot)
        }
        if let slowest, slowest < wanted {
            self.marks.insert(.keptLogForSlowMember)
        }
        self.raft.truncatePrefix(through: index)
    }
}
