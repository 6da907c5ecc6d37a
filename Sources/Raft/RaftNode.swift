internal import ByteCoding

/// One member of a Raft group: the consensus, without any input or output of its own.
///
/// Inputs: `step`, `tick`, `propose`, `readIndex`, `transferLeadership`, `changeMembership`,
/// `durable`, `applied`, `fetched`, and those of snapshots and links. Output: `ready()`, plain
/// values that the shell carries out. The node knows no clock, thread, socket, file or random
/// source; equal inputs give equal outputs.
///
/// Ordering rule: every message names the write that must be durable BEFORE it may be sent, and is
/// held back until `durable(through:)` covers it. A vote or an acknowledgement cannot overtake the
/// disk, whatever the shell does.
///
/// Sources: "Raft" is Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm
/// (extended version, 2014); "dissertation" is Ongaro, Consensus: Bridging Theory and Practice.
package struct RaftNode: ~Copyable {
    package let id: NodeID
    let options: RaftOptions
    var generator: SplitMix64
    /// Invariant: a term is durable before any message of it leaves, and so is the vote in it.
    package internal(set) var term: Term
    var votedFor: NodeID?
    package internal(set) var role = RaftStatus.Role.follower
    package internal(set) var leader: NodeID?
    var history: MembershipHistory
    package internal(set) var log: RaftLog
    var election: ElectionState
    /// Invariant: present iff `role` is leader.
    var leadership: Leadership?
    var outbox = Outbox()
    var results = PendingResults()
    var repair: RepairState
    /// What this node has been through since it was made.
    package internal(set) var marks = MarkSet<RaftMark>()

    /// A node as it was when its storage was last durable, with the rooms applied up to
    /// `appliedIndex`.
    ///
    /// - Parameters:
    ///   - memberships: those of the stored log and the one before them, ascending.
    ///   - acknowledgements: what the log storage remembers of the other members.
    package init(
        id: NodeID, options: RaftOptions, hardState: HardState, log: LogSummary,
        memberships: [MembershipRecord], acknowledgements: [PeerAcknowledgement] = [],
        appliedIndex: LogIndex
    ) {
        invariant(
            options.electionTicks > options.heartbeatTicks && options.heartbeatTicks > 0,
            "election \(options.electionTicks), heartbeat \(options.heartbeatTicks) ticks")
        invariant(
            log.termRuns.last.map { $0.term <= hardState.term } ?? true,
            "the log's last term is above the stored term \(hardState.term)")
        // Nothing of `self` is read before all of it is set: in release builds the compiler
        // (Swift 6.3) otherwise destroys parts that were never there.
        var generator = SplitMix64(seed: options.seed ^ id.rawValue)
        var election = ElectionState(ticks: options.electionTicks)
        election.restart(&generator)
        self.id = id
        self.options = options
        self.generator = generator
        self.term = hardState.term
        self.votedFor = hardState.votedFor
        self.history = MembershipHistory(memberships)
        self.log = RaftLog(
            summary: log, commitIndex: min(hardState.commitIndex, log.lastIndex),
            appliedIndex: appliedIndex)
        self.election = election
        self.repair = RepairState(remembered: acknowledgements)
    }

    /// The configuration in effect: the newest in the log, committed or not.
    package var membership: Membership { self.history.current }

    /// Whether it is certain that this node is no member any more: the configuration that removed
    /// it is committed, so it is never taken back.
    package var isRemoved: Bool {
        self.history.current.removed.contains(self.id)
            && self.history.index <= self.log.commitIndex
    }

    /// The configurations of the log and the one before them, ascending; never empty.
    package var membershipRecords: [MembershipRecord] { self.history.records }

    /// Whether the log begins after a snapshot whose state is not yet open.
    package var isRestoring: Bool { self.repair.isRestoring }

    /// Set to `false` while the disk has no room for more entries: those of a leader are then
    /// ignored, as if they had been lost.
    package var takesEntries: Bool {
        get { !self.repair.refusesEntries }
        set { self.repair.refusesEntries = !newValue }
    }

    /// Lets one unit of time pass.
    package mutating func tick() {
        guard self.repair.forgotten == nil else { return }
        self.election.elapsed += 1
        self.outbox.tick()
        if self.role == .leader {
            self.tickLeader()
            return
        }
        let isFailover = self.election.countFailover()
        guard isFailover || self.election.isDue, self.mayCampaign,
            self.repair.install == nil
        else { return }
        if self.isDiskStalled {
            // It could not make its vote durable, nor what it would then have to lead with.
            self.marks.insert(.didNotCampaignForSlowDisk)
            self.leader = nil
            return
        }
        if isFailover {
            self.marks.insert(.failedOverFast)
        }
        // Pre-vote first: a node that cannot win disturbs nobody (dissertation §9.6).
        self.campaign(.preVote)
    }

    /// Takes one message of another node.
    ///
    /// Whatever is late, doubled or foreign is a named no-op.
    @discardableResult
    package mutating func step(_ message: Message) -> StepOutcome {
        guard message.to == self.id, message.from != self.id else { return .ignored(.misdirected) }
        guard self.repair.forgotten == nil else { return .ignored(.quarantined) }
        if case .reminder(let reminder) = message.body {
            return self.handleReminder(reminder)
        }
        if case .requestVote(let request) = message.body {
            return self.handleRequestVote(request, from: message)
        }
        if message.term < self.term {
            // A pre-vote raises no term, so whoever grants it may still be in an earlier one.
            if case .vote(let vote) = message.body, vote.isPreVote {
                return self.handleVote(vote, from: message.from)
            }
            return self.answerStale(message)
        }
        if message.term > self.term {
            if self.role == .leader {
                self.marks.insert(.steppedDownForHigherTerm)
            }
            self.becomeFollower(term: message.term, leader: nil)
        }
        switch message.body {
        case .requestVote, .reminder:
            return .ignored(.misdirected)
        case .vote(let vote):
            return self.handleVote(vote, from: message.from)
        case .appendEntries(let append):
            return self.handleAppendEntries(append, from: message.from)
        case .heartbeat(let heartbeat):
            return self.handleHeartbeat(heartbeat, from: message.from)
        case .appendAccepted(let accepted):
            return self.handleAppendAccepted(accepted, from: message.from)
        case .appendRejected(let rejected):
            return self.handleAppendRejected(rejected, from: message.from)
        case .heartbeatReply(let reply):
            return self.handleHeartbeatReply(reply, from: message.from)
        case .readIndex(let request):
            return self.registerRead(request.request, origin: message.from)
        case .readIndexReply(let reply):
            return self.handleReadIndexReply(reply)
        case .timeoutNow:
            return self.handleTimeoutNow()
        }
    }

    /// Everything up to the write `sequence` is on disk.
    package mutating func durable(through sequence: IOSequence) {
        guard self.outbox.markDurable(through: sequence) else { return }
        self.log.markDurable(through: sequence)
        self.finishInstall(through: sequence)
        if self.role == .leader {
            self.advanceCommit()
        } else if self.role == .candidate {
            _ = self.finishElection()
        }
    }

    /// Everything up to `index` has been applied.
    package mutating func applied(through index: LogIndex) {
        // A batch that was under way when a snapshot took its place.
        guard !self.repair.isRestoring else { return }
        self.log.markApplied(index)
    }

    /// What the shell must do now; the node takes it as begun.
    package mutating func ready() -> Ready {
        if self.role == .leader {
            self.leaveJointIfCommitted()
            self.startReadRound()
            self.replicate()
        }
        var ready = Ready()
        ready.write = self.makeWrite()
        ready.committed = self.takeCommitted()
        ready.messages = self.outbox.takeSendable()
        ready.fetches = self.results.takeFetches()
        ready.readStates = self.results.takeReadStates()
        ready.refusedReads = self.results.takeRefusedReads()
        ready.truncation = self.results.takeTruncation()
        ready.restore = self.results.takeRestore()
        ready.snapshotTargets = self.results.takeSnapshotTargets()
        return ready
    }

    package func status() -> RaftStatus {
        RaftStatus(
            node: self.id, role: self.role, term: self.term, votedFor: self.votedFor,
            leader: self.leader, truncatedIndex: self.log.truncatedIndex,
            lastIndex: self.log.lastIndex, lastTerm: self.log.lastTerm,
            commitIndex: self.log.commitIndex, applyingIndex: self.log.applyingIndex,
            appliedIndex: self.log.appliedIndex, durableIndex: self.log.durableIndex,
            transferTarget: self.leadership?.transferTarget,
            membership: self.history.current, membershipIndex: self.history.index,
            forgotten: self.repair.forgotten, peers: self.leadership?.status ?? [])
    }

    // MARK: - Roles

    mutating func becomeFollower(term: Term, leader: NodeID?) {
        invariant(term >= self.term, "term \(self.term) would fall to \(term)")
        let endedTerm = self.term
        if term > self.term {
            self.term = term
            self.votedFor = nil
            self.outbox.isHardStateDirty = true
        }
        self.role = .follower
        self.leader = leader
        self.election.votes = [:]
        if var ended = self.leadership {
            self.leadership = nil
            self.repair.keep(ended.takeAcknowledgements(term: endedTerm))
            self.refuse(ended.reads)
        }
        self.election.restart(&self.generator)
    }

    /// A message of an earlier term changes nothing, but its sender may need to learn the term
    /// (Raft §5.1), or a leader of an earlier term would go on for ever in a node's ears.
    private mutating func answerStale(_ message: Message) -> StepOutcome {
        switch message.body {
        case .appendEntries(let append):
            self.send(
                .appendRejected(
                    AppendRejected(
                        previousIndex: append.previousIndex, hintIndex: .zero, hintTerm: .zero,
                        round: 0)), to: message.from)
        case .heartbeat:
            self.send(.heartbeatReply(HeartbeatReply(round: 0)), to: message.from)
        case .requestVote, .vote, .appendAccepted, .appendRejected, .heartbeatReply, .readIndex,
            .readIndexReply, .timeoutNow, .reminder:
            break
        }
        return .ignored(.staleTerm)
    }

    // MARK: - Writes and messages

    /// Queues a message of the current term; it leaves once the term and vote are durable.
    mutating func send(_ body: Message.Body, to node: NodeID) {
        self.queue(body, to: node, waitsForEntries: false)
    }

    /// Queues a message that also waits until every entry appended so far is durable.
    mutating func sendAfterEntries(_ body: Message.Body, to node: NodeID) {
        self.queue(body, to: node, waitsForEntries: true)
    }

    private mutating func queue(_ body: Message.Body, to node: NodeID, waitsForEntries: Bool) {
        let message = Message(from: self.id, to: node, term: self.term, body: body)
        let isHeld = self.outbox.send(
            message, waitsForEntries: waitsForEntries,
            hasUnsaved: waitsForEntries && self.log.hasUnsaved)
        if isHeld {
            self.marks.insert(.heldMessageUntilDurable)
        }
    }

    private mutating func makeWrite() -> LogWrite? {
        let hasEntries = self.log.hasUnsaved
        // Entries from before a snapshot are written before it, never after it.
        let installs = self.repair.mustWriteInstall && !hasEntries
        guard hasEntries || installs || self.outbox.isHardStateDirty else { return nil }
        let sequence = self.outbox.beginWrite(hasEntries: hasEntries)
        let entries = hasEntries ? self.log.takeUnsaved(for: sequence) : []
        self.repair.keep(self.leadership?.takeAcknowledgements(term: self.term) ?? [])
        // The commit index rides along; it is a hint and never worth a write of its own.
        return LogWrite(
            sequence: sequence, install: installs ? self.repair.takeInstall(for: sequence) : nil,
            hardState: HardState(
                term: self.term, votedFor: self.votedFor, commitIndex: self.log.commitIndex),
            entries: entries, acknowledgements: self.repair.takeUnwritten())
    }

    private mutating func takeCommitted() -> [Entry] {
        // One apply batch at a time: while it is under way, the next one gathers.
        let first = self.log.applyingIndex.next
        let last = min(self.log.commitIndex, self.log.durableIndex)
        guard self.log.applyingIndex == self.log.appliedIndex, first <= last,
            !self.repair.isRestoring
        else { return [] }
        let entries: [Entry]
        if first >= self.log.firstCachedIndex {
            entries = self.log.cached(
                from: first, through: last, maxBytes: Limits.applyBytes, maxCount: .max)
        } else if let fetched = self.results.takeFetchedForApply(first) {
            entries = fetched
        } else {
            let cached = self.log.firstCachedIndex
            self.results.fetchForApply(
                first: first, last: min(last, cached.previous), maxBytes: Limits.fetchBytes)
            return []
        }
        guard let end = entries.last?.index else { return [] }
        self.log.markApplying(end)
        return entries
    }
}
