/// Dropping the log's prefix, and what takes its place for those who still need it (Raft §7).
///
/// How a snapshot is made and carried over is not this module's; here is when one is needed, and
/// the step from a log to the snapshot that replaces it.
extension RaftNode {
    /// Forgets the log up to `index`, which is applied and whose effects are durable.
    package mutating func truncatePrefix(through index: LogIndex) {
        guard !self.repair.isRestoring, self.repair.install == nil,
            let term = self.log.truncatePrefix(through: min(index, self.log.appliedIndex))
        else { return }
        self.marks.insert(.truncatedPrefix)
        self.history.truncatePrefix(through: self.log.truncatedIndex)
        self.results.truncate(LogTruncation(index: self.log.truncatedIndex, term: term))
    }

    /// Whether a snapshot at `index` would bring this node further.
    package func needsSnapshot(at index: LogIndex) -> Bool {
        self.repair.install == nil && !self.repair.isRestoring && index > self.log.commitIndex
            && self.repair.forgotten == nil
    }

    /// On a leader, what the slowest member has that answers and receives entries; else `nil`.
    package var slowestActivePeer: LogIndex? {
        self.leadership?.peers
            .filter { $0.progress.isRecentlyActive && $0.progress.state == .replicate }
            .map(\.progress.matchIndex).min()
    }

    /// On a leader, the other voters that answer and could lead; else none.
    package var activeVoters: [NodeID] {
        let voters = self.history.current.incoming
        return self.leadership?.peers
            .filter { voters.contains($0.node) && $0.progress.isRecentlyActive }.map(\.node) ?? []
    }

    /// Exchanges the log for a snapshot that was received from `leader` and verified.
    ///
    /// When the log holds the snapshot's last entry, it needs no snapshot: what the snapshot covers
    /// is committed, and the entries after it stay (Raft §7, figure 13, step 6).
    ///
    /// Returns whether the snapshot will be installed; `false` means that it is to be deleted.
    package mutating func install(_ snapshot: SnapshotInstall, from leader: NodeID) -> Bool {
        guard self.role == .follower, self.needsSnapshot(at: snapshot.index) else { return false }
        if self.log.term(at: snapshot.index) == snapshot.term {
            self.marks.insert(.skippedSnapshotHeldAlready)
            if self.log.lastIndex > snapshot.index { self.marks.insert(.keptEntriesBehindSnapshot) }
            self.log.markCommitted(snapshot.index)
            self.sendAfterEntries(
                .appendAccepted(AppendAccepted(matchIndex: snapshot.index, round: 0)), to: leader)
            return false
        }
        self.repair.install = .init(snapshot: snapshot, leader: leader, sequence: nil)
        return true
    }

    /// The write that carried the snapshot is durable: the log of this node begins after it.
    mutating func finishInstall(through sequence: IOSequence) {
        guard let installed = self.repair.takeInstalled(through: sequence) else { return }
        self.marks.insert(.installedSnapshot)
        let snapshot = installed.snapshot
        self.log.reset(to: snapshot.index, term: snapshot.term)
        self.history = MembershipHistory([snapshot.membership])
        self.repair.isRestoring = true
        self.results.restore(snapshot)
        self.send(
            .appendAccepted(AppendAccepted(matchIndex: snapshot.index, round: 0)),
            to: installed.leader)
    }

    /// The state of the installed snapshot is open; entries may be applied to it.
    package mutating func restored() {
        self.repair.isRestoring = false
    }

    /// A member that waited for a snapshot has it, up to `index`, or the attempt failed.
    package mutating func snapshotEnded(for node: NodeID, at index: LogIndex?) {
        guard let position = self.leadership?.position(of: node) else { return }
        self.leadership?.peers[position].progress.didEndSnapshot(at: index)
    }

    // MARK: - Lost entries

    /// A node is told what it once acknowledged.
    ///
    /// Within a term a log only grows, and a node's term never falls. So a node whose durable term
    /// is lower, or the same with a shorter log, has lost what others count on. It must not vote:
    /// it could help to elect a leader without committed entries. However late the reminder comes,
    /// it cannot be wrong, for the node compares it with what it holds now.
    mutating func handleReminder(_ reminder: Reminder) -> StepOutcome {
        let hasLost =
            self.term < reminder.term
            || (self.term == reminder.term && self.log.lastIndex < reminder.index)
        guard hasLost else { return .accepted }
        self.marks.insert(.quarantined)
        self.becomeFollower(term: self.term, leader: nil)
        self.repair.forgotten = reminder
        return .accepted
    }
}
