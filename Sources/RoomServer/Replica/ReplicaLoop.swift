import Dispatch
import Raft
import RoomReplica
import RoomState

/// The loop of the replica's thread.
///
/// One turn: take everything that waits, tell the replica the time, hand the inputs in, carry out
/// one `ready()`.
struct ReplicaLoop: ~Copyable {
    struct Outputs {
        let log: @Sendable (LogWork) -> Void
        let apply: @Sendable (ApplyWork) -> Void
        let snapshot: @Sendable (SnapshotTask) -> Void
    }

    private let tick: Duration
    private let coding: ReplicaFrameCoding
    private let publication: ReplicaPublication
    private let hooks: ReplicaHooks
    private let outputs: Outputs
    private var replica: Replica
    private var waiters = WaitingCallers()
    private var nextTicket: UInt64
    private var ticksSinceExpiry = 0
    private var published: (role: RaftStatus.Role, term: Term, leader: NodeID?)?
    private var isStopping = false

    init<Log, Storage>(
        options: ReplicaRunner<Log, Storage>.Options, coding: ReplicaFrameCoding,
        publication: ReplicaPublication, hooks: ReplicaHooks, outputs: Outputs,
        replica: consuming Replica
    ) {
        self.tick = options.tick
        self.coding = coding
        self.publication = publication
        self.hooks = hooks
        self.outputs = outputs
        self.replica = replica
        // Tickets cross to other nodes, which may still answer those of an earlier incarnation.
        self.nextTicket = options.replica.incarnation | 1
    }

    mutating func run(_ mailbox: Mailbox<ReplicaInput>) {
        let clock = ContinuousClock()
        var nextTick = clock.now + self.tick
        while !self.isStopping {
            let inputs = mailbox.take(until: Self.dispatchTime(of: nextTick, now: clock.now))
            self.replica.advance(to: ReplicaClocks.read())
            for input in inputs {
                self.handle(input)
            }
            let now = clock.now
            let isTick = now >= nextTick
            if isTick {
                self.replica.tick()
                self.expire(at: now)
                // A thread that was kept from running does not make up for the ticks it missed:
                // what was sent to it meanwhile still waits, and counts as heard only when taken.
                nextTick = max(nextTick + self.tick, now + self.tick / 2)
            }
            self.carryOut()
            self.publish(isTick: isTick)
        }
        for input in mailbox.close() {
            self.refuse(input)
        }
        self.waiters.failAll()
    }

    /// Answers what arrived too late.
    private func refuse(_ input: ReplicaInput) {
        switch input {
        case .propose(_, _, let completion): completion(.failure(.shuttingDown))
        case .read(_, _, let completion): completion(.failure(.shuttingDown))
        case .heartbeat(_, _, let completion): completion(.failure(.shuttingDown))
        case .transfer(_, _, let completion): completion(.failure(.shuttingDown))
        case .changeMembership(_, let completion): completion(.refused(.notLeader(nil)))
        case .frame, .durable, .fetched, .apply, .snapshot, .linkRefused, .linkOpened, .understood,
            .disk, .stop:
            break
        }
    }

    private mutating func handle(_ input: ReplicaInput) {
        switch input {
        case .propose(let command, let deadline, let completion):
            let ticket = self.mintTicket()
            self.waiters.proposals[ticket] = .init(deadline: deadline, completion: completion)
            self.replica.propose(command, ticket: ticket)
        case .read(let consistency, let deadline, let completion):
            let ticket = self.mintTicket()
            self.waiters.reads[ticket] = .init(deadline: deadline, completion: completion)
            self.replica.read(consistency, ticket: ticket)
        case .heartbeat(let heartbeats, let deadline, let completion):
            let ticket = self.mintTicket()
            self.waiters.heartbeats[ticket] = .init(deadline: deadline, completion: completion)
            self.replica.heartbeat(heartbeats, ticket: ticket)
        case .transfer(let node, let deadline, let completion):
            self.transfer(to: node, deadline: deadline, completion: completion)
        case .frame(let frame, let node):
            self.replica.step(frame, from: node)
        case .durable(let sequence):
            self.replica.durable(through: sequence)
        case .fetched(let fetch, let entries):
            self.replica.fetched(fetch, entries: entries)
        case .apply(.applied(let result)):
            self.replica.applied(result)
        case .apply(.flushed(let index)):
            self.replica.flushed(through: index)
        case .apply(.restored(let state)):
            self.replica.restored(state)
        case .snapshot(let result):
            self.replica.snapshot(result)
        case .linkRefused(let node):
            self.replica.linkRefused(by: node)
        case .linkOpened(let node):
            self.replica.linkOpened(to: node)
        case .understood(let level, let node):
            self.replica.note(level, understoodBy: node)
        case .disk(let level):
            self.replica.setDisk(level)
        case .changeMembership(let change, let completion):
            completion(self.replica.changeMembership(change))
        case .stop:
            self.isStopping = true
        }
    }

    private mutating func carryOut() {
        let ready = self.replica.ready()
        for outgoing in ready.outgoing {
            for payload in self.coding.encode(outgoing.frame) {
                self.hooks.send(payload, outgoing.node)
            }
        }
        if let write = ready.write {
            self.outputs.log(.write(write))
        }
        for fetch in ready.fetches {
            self.outputs.log(.fetch(fetch))
        }
        if let truncation = ready.truncation {
            self.outputs.log(.truncate(truncation))
        }
        if !ready.committed.isEmpty {
            self.outputs.apply(.apply(ready.committed))
        }
        if ready.flushes {
            self.outputs.apply(.flush)
        }
        if let restore = ready.restore {
            self.outputs.apply(.restore(restore))
        }
        for task in ready.snapshotTasks {
            self.outputs.snapshot(task)
        }
        for answer in ready.proposalAnswers {
            self.waiters.proposals.removeValue(forKey: answer.ticket)?.completion(answer.result)
        }
        for answer in ready.readAnswers {
            self.waiters.reads.removeValue(forKey: answer.ticket)?.completion(answer.result)
        }
        for answer in ready.heartbeatAnswers {
            self.waiters.heartbeats.removeValue(forKey: answer.ticket)?.completion(answer.result)
        }
    }

    private mutating func transfer(
        to node: NodeID?, deadline: ContinuousClock.Instant,
        completion: @escaping ReplicaInput.TransferCompletion
    ) {
        switch self.replica.transferLeadership(to: node) {
        case .begun(let target):
            self.waiters.transfers.append(
                .init(target: target, deadline: deadline, completion: completion))
        case .done(let target):
            completion(.success(target))
        case .refused(.notLeader):
            completion(.failure(.noLeader))
        case .refused(.notVoter(let node)):
            completion(.failure(.notReady(reason: "node \(node) is not a voter of this cluster")))
        case .refused(.noCandidate):
            completion(
                .failure(.notReady(reason: "no other voter has answered the leader lately")))
        }
    }

    private mutating func expire(at now: ContinuousClock.Instant) {
        self.waiters.expireTransfers(at: now)
        self.ticksSinceExpiry += 1
        guard self.ticksSinceExpiry >= RunnerLimits.ticksPerExpiry else { return }
        self.ticksSinceExpiry = 0
        let proposals = self.waiters.proposals.filter { $0.value.deadline <= now }
        if !proposals.isEmpty {
            self.replica.expire(proposals: Set(proposals.keys))
        }
        let reads = self.waiters.reads.filter { $0.value.deadline <= now }
        if !reads.isEmpty {
            self.replica.expire(reads: Set(reads.keys))
        }
        let heartbeats = self.waiters.heartbeats.filter { $0.value.deadline <= now }
        if !heartbeats.isEmpty {
            self.replica.expire(heartbeats: Set(heartbeats.keys))
        }
    }

    private mutating func publish(isTick: Bool) {
        self.publication.publish(self.replica.groupTime)
        let (role, term, leader) = self.replica.leadership
        let isChanged =
            self.published.map { $0.role != role || $0.term != term || $0.leader != leader }
            ?? true
        guard isTick || isChanged else { return }
        self.published = (role, term, leader)
        let status = self.replica.status()
        self.publication.publish(status)
        if let leader {
            self.waiters.completeTransfers(leader: leader)
        }
        self.hooks.statusDidChange(status)
    }

    private mutating func mintTicket() -> UInt64 {
        // Odd numbers only, so that a wrap can never mint 0, the replica's own ticket.
        defer { self.nextTicket &+= 2 }
        return self.nextTicket
    }

    private static func dispatchTime(
        of instant: ContinuousClock.Instant, now: ContinuousClock.Instant
    ) -> DispatchTime {
        let wait = max(.zero, now.duration(to: instant)).components
        let nanoseconds = wait.seconds * 1_000_000_000 + wait.attoseconds / 1_000_000_000
        return .now() + .nanoseconds(Int(nanoseconds))
    }
}
