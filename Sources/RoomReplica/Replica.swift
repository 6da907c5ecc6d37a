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
    private let options: ReplicaOptions
    private var raft: RaftNode
    private var clock: GroupClock
    private var applied: AppliedState
    private var proposals = ProposalTable()
    private var reads: ReadTable
    private var digests = DigestWatch()
    private var outgoing = OutgoingFrames()
    private var answers = ReplicaReady()
    private var ticks: UInt64 = 0
    /// Whose proposals and reads are routed where, as of the last turn.
    private var routing = Routing()
    /// Set once a ReadIndex of this incarnation is applied.
    ///
    /// Until then what this node holds may be older than what it once served, and it serves nothing
    /// at any level.
    private var hasCaughtUp = false
    private var health = ReplicaHealth()

    private struct Routing: Equatable, Sendable {
        var leader: NodeID?
        var term = Term.zero
        var isLeader = false
    }

    /// The ticket of the read that the replica asks for itself when it starts.
    private static let barrierTicket: UInt64 = 0

    package init(
        options: ReplicaOptions, recovered: RecoveredLog, applied: AppliedState, now: ClockReading
    ) {
        invariant(!recovered.memberships.isEmpty, "the stored log has no membership")
        self.identity = recovered.identity
        self.options = options
        self.raft = RaftNode(
            id: recovered.identity.node, options: options.raft, hardState: recovered.hardState,
            log: recovered.summary,
            membership: recovered.memberships.last?.membership ?? .empty,
            appliedIndex: applied.index)
        self.clock = GroupClock(now: now)
        self.clock.observe(applied.groupTime)
        self.applied = applied
        self.reads = ReadTable(firstRequest: options.incarnation)
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
        self.proposals.routeBounced()
        let patience = UInt64(self.options.raft.electionTicks)
        if self.ticks % patience == 0, self.ticks > 2 * patience {
            // Messages may be lost without a change of leader; both are safe to repeat.
            self.proposals.rerouteForwarded(
                leader: self.raft.leader, sentBefore: self.ticks - 2 * patience)
        }
        if self.ticks > patience {
            self.reads.retry(askedBefore: self.ticks - patience)
        }
    }

    /// Proposes an encoded `RoomCommand`, which must carry a request id.
    ///
    /// The answer comes in `ReplicaReady.proposalAnswers`, under `ticket`, which is not 0 and never
    /// used twice.
    package mutating func propose(_ command: [UInt8], ticket: UInt64) {
        if let reason = self.health.refusalOfWrites {
            self.answer(ticket, .failure(.notReady(reason: reason)))
        } else if self.proposals.isFull {
            self.answer(
                ticket, .failure(.overloaded(limit: "\(Limits.waitingProposals) proposals wait")))
        } else {
            self.route(ForwardedCommand(ticket: ticket, command: command))
        }
    }

    /// Asks for leave to read this node's state.
    ///
    /// The answer comes in `ReplicaReady.readAnswers`.
    package mutating func read(_ consistency: ReadConsistency, ticket: UInt64) {
        if let reason = self.health.refusalOfReads {
            self.answerRead(ticket, .failure(.notReady(reason: reason)))
            return
        }
        guard self.reads.count < Limits.waitingReads else {
            self.answerRead(
                ticket, .failure(.overloaded(limit: "\(Limits.waitingReads) reads wait")))
            return
        }
        switch consistency {
        case .linearizable:
            self.reads.gather(ticket)
        case .atLeast(let index):
            self.reads.wait(ticket, for: index)
        case .local where self.hasCaughtUp:
            self.answerRead(ticket, .success(self.grant))
        case .local:
            self.answerRead(ticket, .failure(.notReady(reason: ReplicaHealth.catchingUp)))
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
        for message in frame.messages {
            switch message {
            case .raft(let message):
                // The link vouches for its node; a message in another's name is dropped.
                if message.from == node {
                    self.raft.step(message)
                }
            case .forward(let commands):
                self.takeForwarded(commands, from: node)
            case .forwardAnswers(let answers):
                self.takeAnswers(answers)
            case .digest(let report):
                self.digests.receive(report, from: node)
                self.judgeDigests()
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
        self.applied = result.applied
        self.clock.observe(result.applied.groupTime)
        self.raft.applied(through: result.applied.index)
        self.release(result)
        self.grantReads()
        for report in result.digests {
            self.digests.record(report)
            for member in self.raft.status().membership.nodes where member != self.identity.node {
                self.outgoing.add(.digest(report), to: member)
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
        let unrouted = self.proposals.expireUnrouted(tickets)
        self.proposals.expireSent(tickets)
        for ticket in unrouted {
            self.answer(ticket, .failure(.deadlineExceeded))
        }
        for ticket in tickets.subtracting(unrouted).sorted() {
            self.answer(
                ticket, .failure(.outcomeUnknown(reason: "the deadline came before the outcome")))
        }
    }

    /// The callers behind these reads wait no longer; they are answered with `deadlineExceeded`.
    package mutating func expire(reads tickets: Set<UInt64>) {
        self.reads.expire(tickets)
        for ticket in tickets.sorted() {
            self.answerRead(ticket, .failure(.deadlineExceeded))
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
        }
        let ready = self.raft.ready()
        for state in ready.readStates {
            self.reads.confirm(state)
        }
        if !ready.refusedReads.isEmpty {
            // Asked for again after a tick at the earliest, when the leader may be known.
            self.reads.retry()
        }
        self.grantReads()
        for message in ready.messages {
            self.outgoing.add(.raft(message), to: message.to)
        }
        var result = self.answers
        self.answers = ReplicaReady()
        result.outgoing = self.outgoing.take(
            groupTime: self.raft.role == .leader ? self.clock.groupTime : .zero,
            wallMilliseconds: self.clock.wallMilliseconds)
        result.write = ready.write
        result.fetches = ready.fetches
        result.committed = ready.committed
        return result
    }

    package var groupTime: GroupTime { self.clock.groupTime }

    /// Who leads, as far as this node knows; cheaper than `status()`.
    package var leadership: (role: RaftStatus.Role, term: Term, leader: NodeID?) {
        (self.raft.role, self.raft.term, self.raft.leader)
    }

    package func status() -> ReplicaStatus {
        let raft = self.raft.status()
        return ReplicaStatus(
            identity: self.identity, raft: raft, appliedIndex: self.applied.index,
            stateDigest: self.applied.digest, groupTime: self.clock.groupTime,
            notReadyReason: self.health.notReadyReason(
                hasCaughtUp: self.hasCaughtUp, leader: raft.leader),
            waitingProposals: self.proposals.count, waitingReads: self.reads.count,
            alarm: self.health.alarm)
    }

    // MARK: - Proposals

    private mutating func route(_ command: ForwardedCommand) {
        if self.raft.role == .leader {
            switch self.append(command.command, origin: .local(ticket: command.ticket)) {
            case .appended:
                break
            case .refused(.tooMuchUncommitted(let limit)), .refused(.tooLarge(let limit)):
                self.answer(
                    command.ticket, .failure(.overloaded(limit: "\(limit) bytes uncommitted")))
            case .refused(.notLeader), .refused(.transferring):
                self.proposals.hold(command)
            }
        } else if let leader = self.raft.leader {
            self.proposals.didForward(command, to: leader, at: self.ticks)
            self.outgoing.forward(command, to: leader)
        } else {
            self.proposals.hold(command)
        }
    }

    private mutating func append(
        _ command: [UInt8], origin: ProposalTable.Origin
    ) -> Proposal {
        // Stamped before it is proposed: applying must not look at a clock.
        let payload = CommandPayload(groupTime: self.clock.groupTime, command: command)
        let proposal = self.raft.propose(payload.encoded())
        if case .appended(let index, let term) = proposal {
            self.proposals.didAppend(
                .init(index: index, term: term, origin: origin, command: command))
        }
        return proposal
    }

    private mutating func takeForwarded(_ commands: [ForwardedCommand], from node: NodeID) {
        self.followLeadership()
        for command in commands {
            guard self.health.refusalOfWrites == nil, !self.proposals.isFull else {
                self.outgoing.answer(
                    ForwardAnswer(ticket: command.ticket, result: .overloaded), to: node)
                continue
            }
            let origin = ProposalTable.Origin.remote(node, ticket: command.ticket)
            switch self.append(command.command, origin: origin) {
            case .appended:
                break
            case .refused(.tooMuchUncommitted), .refused(.tooLarge):
                self.outgoing.answer(
                    ForwardAnswer(ticket: command.ticket, result: .overloaded), to: node)
            case .refused(.notLeader), .refused(.transferring):
                self.outgoing.answer(
                    ForwardAnswer(ticket: command.ticket, result: .notLeader), to: node)
            }
        }
    }

    private mutating func takeAnswers(_ answers: [ForwardAnswer]) {
        for answer in answers {
            switch answer.result {
            case .applied(let outcome):
                if self.proposals.takeForwarded(answer.ticket) {
                    self.answer(answer.ticket, .success(outcome))
                }
            case .overloaded:
                if self.proposals.takeForwarded(answer.ticket) {
                    self.answer(
                        answer.ticket, .failure(.overloaded(limit: "the leader's queues are full")))
                }
            case .notLeader:
                self.proposals.bounce(answer.ticket)
            }
        }
    }

    /// Answers the proposals that a batch decided.
    ///
    /// A slot that holds an entry of another term than the one proposed means that the proposal
    /// never committed and never will: it is routed anew.
    private mutating func release(_ result: ApplyResult) {
        var outcomes = result.outcomes[...]
        while let proposal = self.proposals.takeAppended(through: result.applied.index) {
            while let first = outcomes.first, first.index < proposal.index {
                outcomes.removeFirst()
            }
            let outcome = outcomes.first.flatMap {
                $0.index == proposal.index && $0.term == proposal.term ? $0 : nil
            }
            let applied = outcome.map {
                AppliedOutcome(index: $0.index, outcome: $0.outcome, groupTime: $0.groupTime)
            }
            switch (proposal.origin, applied) {
            case (.local(let ticket), .some(let applied)):
                self.answer(ticket, .success(applied))
            case (.local(let ticket), .none):
                self.proposals.hold(ForwardedCommand(ticket: ticket, command: proposal.command))
            case (.remote(let node, let ticket), .some(let applied)):
                self.outgoing.answer(
                    ForwardAnswer(ticket: ticket, result: .applied(applied)), to: node)
            case (.remote(let node, let ticket), .none):
                self.outgoing.answer(ForwardAnswer(ticket: ticket, result: .notLeader), to: node)
            }
        }
    }

    private mutating func answer(
        _ ticket: UInt64, _ result: Result<AppliedOutcome, SubmitFailure>
    ) {
        self.answers.proposalAnswers.append(.init(ticket: ticket, result: result))
    }

    // MARK: - Reads

    private var grant: ReadGrant {
        ReadGrant(appliedIndex: self.applied.index, groupTime: self.clock.groupTime)
    }

    private mutating func grantReads() {
        let grant = self.grant
        for ticket in self.reads.takeGranted(applied: self.applied.index) {
            if ticket == Self.barrierTicket {
                self.hasCaughtUp = true
            } else {
                self.answerRead(ticket, .success(grant))
            }
        }
    }

    private mutating func answerRead(_ ticket: UInt64, _ result: Result<ReadGrant, SubmitFailure>) {
        self.answers.readAnswers.append(.init(ticket: ticket, result: result))
    }

    // MARK: - Leadership and health

    /// Notices a change of leader or term and routes anew what waited for the old one.
    private mutating func followLeadership() {
        let now = Routing(
            leader: self.raft.leader, term: self.raft.term, isLeader: self.raft.role == .leader)
        guard now != self.routing else { return }
        let before = self.routing
        self.routing = now
        if now.isLeader, !before.isLeader || before.term != now.term {
            self.clock.anchorAtElection(
                voters: self.raft.status().membership.voters, own: self.identity.node)
        }
        if !now.isLeader {
            self.proposals.rerouteAppended()
        }
        self.proposals.rerouteForwarded(leader: now.leader, sentBefore: 0)
        self.reads.retry()
    }

    private mutating func judgeDigests() {
        let verdict = self.digests.judge(voters: self.raft.status().membership.voters)
        self.health.note(verdict)
        if self.health.refusalOfReads != nil {
            if self.raft.role == .leader {
                _ = self.raft.transferLeadership(to: nil)
            }
            for ticket in self.reads.takeAll() where ticket != Self.barrierTicket {
                self.answerRead(
                    ticket, .failure(.notReady(reason: self.health.refusalOfReads ?? "")))
            }
        }
    }
}
