internal import ByteCoding
package import Raft
package import RoomState

/// One node of a group without any input or output of its own: consensus, the proposals and reads
/// that wait for it, forwarding to the leader, group time, and the comparison of state digests.
///
/// The other decider of a node is `RoomApplier`; they are joined by `ReplicaReady.committed` and
/// `ApplyResult`. The shell runs each turn alike: `advance` to the clocks' reading, hand in every
/// input that waits, then carry out one `ready()`.
package struct Replica: ~Copyable {
    package let identity: StoreIdentity
    let options: ReplicaOptions
    var raft: RaftNode
    var clock: GroupClock
    var applied: AppliedState
    var proposals = ProposalTable()
    var reads: ReadTable
    var snapshots: SnapshotExchange
    var retention: LogRetention
    var output = TurnOutput()
    /// What this replica has been through since it was made, besides `raftMarks`.
    package internal(set) var marks = MarkSet<ReplicaMark>()
    var ticks: UInt64 = 0
    /// Whose proposals and reads are routed where, as of the last turn.
    var routing = Routing()
    var health: ReplicaHealth
    var upkeep: LeaderUpkeep

    struct Routing: Equatable, Sendable {
        var leader: NodeID?
        var term = Term.zero
        var isLeader = false
    }

    /// The ticket of the read that the replica asks for itself when it starts.
    static let barrierTicket: UInt64 = 0

    package init(
        options: ReplicaOptions, recovered: RecoveredLog, applied: AppliedState, now: ClockReading
    ) {
        invariant(!recovered.memberships.isEmpty, "the stored log has no membership")
        self.identity = recovered.identity
        self.options = options
        self.raft = RaftNode(
            id: recovered.identity.node, options: options.raft, hardState: recovered.hardState,
            log: recovered.summary, memberships: recovered.memberships,
            acknowledgements: recovered.acknowledgements, appliedIndex: applied.index)
        self.clock = GroupClock(now: now)
        self.clock.observe(applied.groupTime)
        self.applied = applied
        self.health = ReplicaHealth(own: recovered.identity.node)
        self.retention = LogRetention(options: options.snapshots)
        self.snapshots = SnapshotExchange(
            options: options.snapshots, electionTicks: options.raft.electionTicks)
        self.reads = ReadTable(firstRequest: options.incarnation)
        // Both ask for rounds of confirmation, and must not take each other's answers.
        self.upkeep = LeaderUpkeep(
            firstRequest: options.incarnation ^ 1 << 63, outageLapses: options.outageLapses)
        self.reads.gather(Self.barrierTicket)
    }

    // MARK: - Inputs

    /// Tells the time; called at the start of every turn.
    package mutating func advance(to now: ClockReading) {
        self.clock.advance(to: now)
    }

    /// Lets one unit of Raft's time pass.
    package mutating func tick() {
        self.ticks += 1
        self.raft.tick()
        self.tickLeadership()
        self.performUpkeep()
        self.snapshots.sender.tick()
        self.proposals.routeBounced()
        self.dismissCallersIfRemoved()
        let patience = UInt64(self.options.raft.electionTicks)
        if self.ticks % patience == 0, self.ticks > 2 * patience {
            // Messages may be lost without a change of leader; both are safe to repeat.
            self.proposals.rerouteForwarded(
                leader: self.raft.leader, sentBefore: self.ticks - 2 * patience)
        }
        if self.ticks > patience, self.reads.retry(askedBefore: self.ticks - patience) {
            self.marks.insert(.askedReadAgain)
        }
        if self.ticks > patience {
            _ = self.upkeep.heartbeats.rounds.retry(askedBefore: self.ticks - patience)
        }
    }

    /// Proposes an encoded `LoggedCommand`; a change of a room must carry a request id.
    ///
    /// The answer comes in `ReplicaReady.proposalAnswers`, under `ticket`, which is not 0 and never
    /// used twice.
    package mutating func propose(_ command: [UInt8], ticket: UInt64) {
        if let reason = self.health.refusalOfWrites {
            self.output.answer(ticket, .failure(.notReady(reason: reason)))
        } else if let limit = self.proposals.reachedLimit {
            self.output.answer(ticket, .failure(.overloaded(limit: limit)))
        } else {
            // A leader of this very turn first begins its term.
            self.followLeadership()
            self.route(PendingProposal(ticket: ticket, command: command))
        }
    }

    /// Asks for leave to read this node's state.
    ///
    /// The answer comes in `ReplicaReady.readAnswers`.
    package mutating func read(_ consistency: ReadConsistency, ticket: UInt64) {
        if let reason = self.health.refusalOfReads {
            self.output.answerRead(ticket, .failure(.notReady(reason: reason)))
            return
        }
        guard self.reads.count < Limits.waitingReads else {
            self.output.answerRead(
                ticket, .failure(.overloaded(limit: "\(Limits.waitingReads) reads wait")))
            return
        }
        switch consistency {
        #if PLANTED_DEFECTS
        case .linearizable
        where PlantedDefect.readWithoutReadIndex.isChosen && self.reads.hasCaughtUp:
            self.output.answerRead(ticket, .success(self.grant))
        #endif
        case .linearizable:
            self.reads.gather(ticket)
        case .atLeast(let index):
            self.reads.wait(ticket, for: index)
        case .local where self.reads.hasCaughtUp:
            self.output.answerRead(ticket, .success(self.grant))
        case .local:
            self.marks.insert(.refusedLocalReadBeforeCatchUp)
            self.output.answerRead(ticket, .failure(.notReady(reason: ReplicaHealth.catchingUp)))
        }
    }

    /// Hands the leadership to `node`, or to the member with the longest log.
    package mutating func transferLeadership(to node: NodeID?) -> TransferOutcome {
        self.raft.transferLeadership(to: node)
    }

    /// Takes a frame of another node.
    package mutating func step(_ frame: ReplicaFrame, from node: NodeID) {
        self.clock.observe(frame.groupTime)
        self.clock.observeWall(frame.wallMilliseconds, of: node)
        self.health.note(frame.disk, of: node)
        for message in frame.messages {
            switch message {
            case .raft(let message):
                // The link vouches for its node; a message in another's name is dropped.
                if message.from == node {
                    self.step(message)
                }
            case .forward(let commands):
                self.takeForwarded(commands, from: node)
            case .forwardAnswers(let answers):
                self.takeAnswers(answers, from: node)
            case .digest(let report):
                self.health.digests.receive(report, from: node)
                self.judgeDigests()
            case .snapshot(let message):
                self.takeSnapshotMessage(message, from: node)
            case .heartbeats(let heartbeats):
                self.takeForwarded(heartbeats, from: node)
            case .heartbeatsAnswer(let answer):
                self.takeAnswer(answer, from: node)
            }
        }
    }

    /// Every log write up to `sequence` is on disk.
    package mutating func durable(through sequence: IOSequence) {
        self.raft.durable(through: sequence)
    }

    /// Entries that a fetch asked for.
    package mutating func fetched(_ fetch: LogFetch, entries: [Entry]) {
        self.raft.fetched(fetch, entries: entries)
    }

    /// A batch was applied and its changes are stored.
    package mutating func applied(_ result: ApplyResult) {
        // A batch that was under way when a snapshot took the log's place answers nobody: what it
        // decided is within the snapshot, and its callers wait for what comes after.
        guard !self.raft.isRestoring else { return }
        self.applied = result.applied
        self.clock.observe(result.applied.groupTime)
        self.raft.applied(through: result.applied.index)
        self.followRooms(result)
        self.release(result)
        self.grantReads()
        for report in result.digests {
            self.health.digests.record(report)
            for member in self.raft.membership.nodes where member != self.identity.node {
                self.output.frames.add(.digest(report), to: member)
            }
        }
        if !result.digests.isEmpty {
            self.judgeDigests()
        }
    }

    /// The callers behind these tickets wait no longer.
    ///
    /// Each ticket that still waits is answered: with `deadlineExceeded` when nothing was proposed,
    /// else with `outcomeUnknown`.
    package mutating func expire(proposals tickets: Set<UInt64>) {
        let untouched = self.proposals.expire(tickets)
        for ticket in untouched {
            self.output.answer(ticket, .failure(.deadlineExceeded))
        }
        for ticket in tickets.subtracting(untouched).sorted() {
            self.output.answer(
                ticket, .failure(.outcomeUnknown(reason: "the deadline came before the outcome")))
        }
    }

    /// The callers behind these reads wait no longer; they are answered with `deadlineExceeded`.
    package mutating func expire(reads tickets: Set<UInt64>) {
        self.reads.expire(tickets)
        for ticket in tickets.sorted() {
            self.output.answerRead(ticket, .failure(.deadlineExceeded))
        }
    }

    // MARK: - Output

    /// What the shell must do now; the replica takes it as begun.
    package mutating func ready() -> ReplicaReady {
        self.followLeadership()
        if self.raft.leader != nil {
            for command in self.proposals.takeUnrouted() {
                self.route(command)
            }
            if let request = self.reads.ask(at: self.ticks) {
                self.raft.readIndex(request)
            }
            if let request = self.upkeep.heartbeats.rounds.ask(at: self.ticks) {
                self.raft.readIndex(request)
            }
        }
        self.installFinishedSnapshot()
        self.truncateLog()
        let ready = self.raft.ready()
        for state in ready.readStates {
            self.reads.confirm(state)
            self.upkeep.heartbeats.rounds.confirm(state)
        }
        if !ready.refusedReads.isEmpty {
            // Asked for again after a tick at the earliest, when the leader may be known.
            self.reads.retry()
            self.upkeep.heartbeats.rounds.retry()
        }
        self.grantReads()
        self.answerConfirmedHeartbeats()
        for message in ready.messages {
            self.output.frames.add(.raft(message), to: message.to)
        }
        self.retention.didHandOut(ready.committed)
        var result = self.output.takeAnswers()
        result.snapshotTasks = self.exchangeSnapshots(wantedBy: ready.snapshotTargets)
        result.outgoing = self.output.frames.take(
            groupTime: self.raft.role == .leader ? self.clock.groupTime : .zero,
            wallMilliseconds: self.clock.wallMilliseconds, disk: self.health.disk)
        result.write = ready.write
        result.fetches = ready.fetches
        result.committed = ready.committed
        result.truncation = ready.truncation
        result.restore = ready.restore
        result.flushes =
            ready.restore == nil && !self.raft.isRestoring
            && self.retention.takeFlush()
        return result
    }

    package var groupTime: GroupTime { self.clock.groupTime }

    package var raftMarks: MarkSet<RaftMark> { self.raft.marks }

    /// Who leads, as far as this node knows; cheaper than `status()`.
    package var leadership: (role: RaftStatus.Role, term: Term, leader: NodeID?) {
        (self.raft.role, self.raft.term, self.raft.leader)
    }

    package func status() -> ReplicaStatus {
        let raft = self.raft.status()
        var status = ReplicaStatus(
            identity: self.identity, raft: raft, appliedIndex: self.applied.index,
            stateDigest: self.applied.digest, groupTime: self.clock.groupTime,
            notReadyReason: self.health.notReadyReason(
                hasCaughtUp: self.reads.hasCaughtUp, raft: raft, cluster: self.identity.cluster),
            waitingProposals: self.proposals.count, waitingReads: self.reads.count,
            alarm: self.health.alarm, featureLevel: self.applied.featureLevel,
            understoodLevel: self.options.understood)
        status.refusal = self.health.refusalOfReads
        status.snapshots = self.snapshots.sender.progress
        status.digests = Array(self.health.digests.own.suffix(Limits.digestsTold))
        return status
    }
}
