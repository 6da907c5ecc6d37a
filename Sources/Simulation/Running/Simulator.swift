internal import ByteCoding
internal import Raft
internal import RoomReplica
internal import RoomState

/// A cluster and its clients in one thread, under one seed.
///
/// It takes the earliest event, lets it happen, and looks at everything that it touched. Equal
/// plans give equal events, on every machine and in every build.
package final class Simulator {
    package let plan: SimulationPlan
    var queue = EventQueue()
    var network: Network
    var nodes: [SimulatedNode] = []
    var clients: [SimulatedClient] = []
    var hosts: SimulatedHosts
    var watchers: [SimulatedWatcher] = []
    var rooms: [RoomID?]
    let mix: CommandMix
    var checker: Checker
    var dice: SimulatorDice
    var marks = MarkSet<SimulationMark>()
    var nodeMarks = NodeMarks()
    var trace: EventTrace
    var counts = SimulationCounts()
    private(set) var now: UInt64 = 0
    /// From then on everything is well, and the cluster must become so too.
    var isHealed: Bool { self.network.isHealed }
    /// When clients begin nothing more; `nil` before all is healed.
    var clientsStopAt: UInt64?

    package init(plan: SimulationPlan, trace: ((String) -> Void)? = nil) throws {
        self.plan = plan
        self.network = Network(plan: plan)
        self.checker = try Checker(plan: plan)
        self.dice = SimulatorDice(seed: plan.seed)
        self.rooms = Array(repeating: nil, count: plan.workload.rooms)
        self.mix = CommandMix(plan.workload)
        self.hosts = SimulatedHosts(slots: plan.workload.rooms)
        self.trace = EventTrace(sink: trace)
        try self.makeNodes()
        self.makeClients()
        self.makeHosts()
        self.makeWatchers()
        for fault in plan.faults.indices {
            self.queue.add(Event(time: plan.faults[fault].time, kind: .fault, subject: fault))
        }
    }

    /// Runs to the end: the time of faults, then healing and its proof.
    package func run() -> SimulationReport {
        self.run(until: self.plan.faultTime)
        if !self.checker.isOver {
            self.heal()
            if self.plan.isBeyond {
                self.proveStandstill()
            } else {
                self.proveLiveness()
                self.auditStates()
            }
        }
        if self.checker.isForfeited { self.marks.insert(.forgottenTookPart) }
        return self.report()
    }

    /// Lets everything happen up to `end`, or up to a finding.
    func run(until end: UInt64) {
        while !self.checker.isOver, let time = self.queue.nextTime, time <= end,
            let event = self.queue.takeFirst()
        {
            self.now = event.time
            self.checker.now = event.time
            self.happen(event)
        }
        self.now = max(self.now, end)
    }

    private func happen(_ event: Event) {
        switch event.kind {
        case .client:
            self.count(event)
            self.wakeClient(event.subject, attempt: event.payload)
        case .host:
            self.count(event)
            self.wakeHost(event.subject, isRepeated: event.payload != 0)
        case .watcher:
            self.count(event)
            self.wakeWatcher(event.subject)
        case .fault:
            self.count(event)
            self.begin(event.subject)
        case .faultEnd:
            self.count(event)
            self.end(event.subject)
        case .restart:
            self.count(event)
            self.restart(self.nodes[event.subject], life: event.life)
        case .tick, .turn, .frame, .log, .apply, .flush, .snapshot, .linkRefused, .linkOpened:
            let node = self.nodes[event.subject]
            if node.isUp, node.pausedUntil > self.now {
                // A process that stands still finds everything where it left it.
                var later = event
                later.time = node.pausedUntil
                self.queue.add(later)
                return
            }
            self.count(event)
            self.happen(event, at: node)
        }
    }

    private func happen(_ event: Event, at node: SimulatedNode) {
        if event.kind == .frame {
            self.deliver(event.payload, to: node)
            return
        }
        guard node.isUp, node.life == event.life else { return }
        switch event.kind {
        case .tick:
            self.scheduleTick(node)
            node.work.mailbox.append(.tick)
            self.turn(node)
            self.checker.checkQuorumIsHeard(
                node, electionTicks: self.plan.consensus.electionTicks)
            self.checker.checkMatches(of: node, among: self.nodes)
        case .turn:
            node.work.isTurnDue = false
            self.turn(node)
        case .log:
            self.finishLog(node)
        case .apply:
            self.finishApply(node)
        case .flush:
            self.finishFlush(node)
        case .snapshot:
            self.finishSnapshotTask(node)
        case .linkRefused:
            self.post(.linkRefused(self.nodes[event.payload].id), to: node)
        case .linkOpened:
            self.dial(from: node, to: self.nodes[event.payload])
        case .frame, .client, .host, .watcher, .fault, .faultEnd, .restart:
            break
        }
    }

    private func count(_ event: Event) {
        self.counts.events += 1
        self.trace.note(event)
    }

    private func report() -> SimulationReport {
        for node in self.nodes {
            self.collectMarks(node)
        }
        self.marks.formUnion(self.checker.marks)
        return SimulationReport(
            seed: self.plan.seed, isBeyond: self.plan.isBeyond, finding: self.checker.finding,
            hash: self.trace.hash,
            events: self.counts.events, operations: self.counts.operations,
            committed: self.checker.ghost.last.rawValue, simulatedMicroseconds: self.now,
            marks: self.marks, raftMarks: self.nodeMarks.raft, replicaMarks: self.nodeMarks.replica,
            trace: self.trace.lines)
    }

    /// A replica takes its marks with it when it ends.
    func collectMarks(_ node: SimulatedNode) {
        self.nodeMarks.raft.formUnion(node.replica.raftMarks)
        self.nodeMarks.replica.formUnion(node.replica.marks)
    }
}
