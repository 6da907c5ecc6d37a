internal import ByteCoding
internal import Raft
internal import RoomReplica
internal import RoomState

/// Watches every node after every event, knowing all of them at once.
///
/// It believes no node: what counts as committed is what the disks hold.
struct Checker: ~Copyable {
    private(set) var finding: Finding?
    /// Whether a node has taken part that had forgotten its promises: nothing that follows can be
    /// held against anyone.
    private(set) var isForfeited = false
    var ghost: GhostLog
    var presences: PresenceChecks
    var marks = MarkSet<SimulationMark>()
    var now: UInt64 = 0
    private var leaders: [Term: NodeID] = [:]
    /// Terms in which somebody has stood for election.
    private var campaigns: Set<Term> = []
    var reads = ReadRequests()
    private var votes: [Vote: NodeID] = [:]
    /// Every entry that any log ever held, by place and term: the whole log up to it.
    private var chains: [Place: UInt64] = [:]

    private struct Vote: Hashable {
        var node: NodeID
        var term: Term
    }

    private struct Place: Hashable {
        var index: LogIndex
        var term: Term
    }

    init(plan: SimulationPlan) throws {
        self.ghost = try GhostLog()
        self.presences = PresenceChecks(outageLapses: plan.consensus.outageLapses)
    }

    mutating func fail(_ rule: String, _ detail: @autoclosure () -> String) {
        guard !self.isOver else { return }
        self.finding = Finding(rule: rule, detail: detail(), time: self.now)
    }

    /// Whether there is nothing more to look for in this run.
    var isOver: Bool { self.finding != nil || self.isForfeited }

    mutating func forfeit() {
        if self.finding == nil { self.isForfeited = true }
    }

    mutating func expect(_ condition: Bool, _ rule: String, _ detail: @autoclosure () -> String) {
        if !condition { self.fail(rule, detail()) }
    }

    // MARK: - Disks

    /// A write has become durable.
    mutating func didWrite(_ write: LogWrite, on node: SimulatedNode, before: HardState) {
        if let hardState = write.hardState {
            self.expect(
                hardState.term >= before.term, "a term fell on a disk",
                "node \(node.id): \(before.term), then \(hardState.term)")
            // A vote of which the node has forgotten that it gave it to another one counts, and
            // ends the run, when it is told.
            if let candidate = hardState.votedFor, node.disk.forgotten.isEmpty {
                self.didVote(node.id, for: candidate, in: hardState.term)
            }
        }
        self.checkTerms(of: write, on: node)
        for entry in write.entries {
            guard let slot = node.log.slot(at: entry.index), slot.entry.term == entry.term else {
                continue
            }
            let place = Place(index: entry.index, term: entry.term)
            if let other = self.chains.updateValue(slot.chain, forKey: place) {
                self.expect(
                    other == slot.chain, "logs that share an entry differ before it",
                    "node \(node.id) at index \(entry.index), term \(entry.term)")
            }
            if let committed = self.ghost.slot(at: entry.index) {
                self.expect(
                    committed.chain == slot.chain || !node.hasApplied(entry.index),
                    "an applied entry was overwritten", "node \(node.id) at \(entry.index)")
            }
        }
    }

    /// Terms never fall along a log (Raft §5.3): nothing of what a snapshot replaced is after it.
    private mutating func checkTerms(of write: LogWrite, on node: SimulatedNode) {
        let starts = [write.install?.index, write.entries.first?.index.previous].compactMap { $0 }
        for index in starts {
            guard let term = node.log.term(at: index), let next = node.log.term(at: index.next)
            else { continue }
            self.expect(
                next >= term, "terms fall along a log",
                "node \(node.id) at \(index): term \(term), then \(next)")
        }
    }

    mutating func didVote(_ node: NodeID, for candidate: NodeID, in term: Term) {
        let key = Vote(node: node, term: term)
        if let other = self.votes.updateValue(candidate, forKey: key) {
            self.expect(
                other == candidate, "two votes in one term",
                "node \(node) in term \(term): for \(other) and for \(candidate)")
        }
    }

    mutating func didCampaign(in term: Term) { self.campaigns.insert(term) }

    // MARK: - Nodes

    /// A replica has taken a turn.
    ///
    /// - Parameter membership: the configuration that it had before the turn. What was committed in
    ///   the turn may have been so before a change in the same turn.
    mutating func didTurn(
        _ node: SimulatedNode, from membership: Membership, among nodes: [SimulatedNode]
    ) {
        let positions = node.replica.positions
        let before = node.positions
        node.positions = positions
        node.watch.lastIndexBefore = before?.lastIndex ?? .zero
        node.watch.mayStand = node.watch.mayStand || node.replica.membership.isVoter(node.id)
        if positions.role == .leader, !node.disk.forgotten.isEmpty {
            self.settleDebts(of: node)
            guard node.disk.forgotten.isEmpty else {
                self.forfeit()
                return
            }
        }
        if let before {
            self.expect(
                positions.term >= before.term && positions.commitIndex >= before.commitIndex
                    && positions.appliedIndex >= before.appliedIndex,
                "a position fell", "node \(node.id): \(before), then \(positions)")
            // Terms begin with a candidate, and spread from there.
            self.expect(
                positions.term == before.term || positions.role != .follower
                    || self.campaigns.contains(positions.term),
                "a term rose though nobody stood for election in it",
                "node \(node.id): from \(before.term) to \(positions.term)")
        }
        if positions.role == .candidate || positions.role == .leader {
            self.campaigns.insert(positions.term)
        }
        if before?.role != positions.role {
            self.checkMayStand(node, from: membership)
        }
        let isReconfigured = node.replica.membership != membership
        if isReconfigured { node.watch.reconfiguredAt = self.now }
        if positions.role == .leader, before?.role != .leader || before?.term != positions.term {
            self.didElect(node, positions)
            node.watch.settledAt = node.watch.ticks
        } else if positions.role == .leader, isReconfigured {
            node.watch.settledAt = node.watch.ticks
        }
        if positions.commitIndex > self.ghost.last {
            self.didCommit(
                through: positions.commitIndex, by: node,
                in: [membership, node.replica.membership], among: nodes)
        }
    }

    private mutating func didElect(_ node: SimulatedNode, _ positions: ReplicaPositions) {
        self.presences.didElect(in: positions.term, at: self.now)
        let membership = node.replica.membership
        let isElected = Majority(membership).isReached { id in
            self.votes[Vote(node: id, term: positions.term)] == node.id
                || (id == node.id && node.log.hardState.term == positions.term
                    && node.log.hardState.votedFor == id)
        }
        self.expect(
            isElected, "a leader was not elected by its voters",
            "node \(node.id) in term \(positions.term), voters \(membership.incoming) and "
                + "\(membership.outgoing)")
        if let other = self.leaders.updateValue(node.id, forKey: positions.term) {
            self.expect(
                other == node.id, "two leaders in one term",
                "nodes \(other) and \(node.id) in term \(positions.term); the second one's voters "
                    + "are \(node.replica.membership.incoming) and "
                    + "\(node.replica.membership.outgoing)")
        }
        // Leader completeness (Raft §5.4.3); by log matching the last entry stands for all before
        // it. It speaks of leaders of later terms only: a node that stood still while its votes
        // came may find itself elected in a term that is long over, and rightly lacks what came
        // after it.
        let last = self.ghost.last(committedBefore: positions.term)
        guard last > positions.truncatedIndex, let committed = self.ghost.slot(at: last) else {
            return
        }
        let held = node.replica.term(at: last)
        self.expect(
            held == committed.term, "a leader lacks a committed entry",
            "node \(node.id) in term \(positions.term): index \(last) is of term "
                + "\(committed.term), and its log has \(held.map(\.description) ?? "none")")
    }

    /// A node says that entries are committed which nobody said of before.
    private mutating func didCommit(
        through commit: LogIndex, by node: SimulatedNode, in memberships: [Membership],
        among nodes: [SimulatedNode]
    ) {
        let majorities = memberships.map { Majority($0) }
        while self.ghost.last < commit, !self.isOver {
            let index = self.ghost.last.next
            guard let slot = self.slot(at: index, heldByOneOf: majorities, among: nodes) else {
                self.fail(
                    "committed without a quorum of durable copies",
                    "node \(node.id) at index \(index) of commit \(commit)")
                return
            }
            self.checkJointCommit(of: slot, among: nodes)
            if let problem = self.ghost.append(
                slot.entry, chain: slot.chain, committedIn: node.positions?.term ?? slot.entry.term)
            {
                self.fail("the rules of the one log", problem)
            }
            self.didCommit(self.ghost.lastChanges, in: slot.entry.term)
        }
    }

    private mutating func didCommit(_ changes: [AppliedChange], in term: Term) {
        if let finding = self.presences.didCommit(changes, in: term, at: self.now) {
            self.fail(finding.rule, finding.detail)
        }
        for change in changes {
            for event in change.change.events {
                switch event {
                case .roomPaused(.hostLost), .roomEnded(.hostLost): self.marks.insert(.lostHost)
                case .roomEnded(.hostTimeout): self.marks.insert(.endedForHostTimeout)
                case .roomPurged: self.marks.insert(.purgedRoom)
                case .inviteClosed(_, _, .expired): self.marks.insert(.ranOutInvite)
                default: break
                }
            }
        }
    }

    /// What makes a joint configuration safe is that majorities of both its halves have it before
    /// anybody goes by the simple one after it (dissertation §4.3).
    private mutating func checkJointCommit(
        of slot: LogImage.Slot, among nodes: [SimulatedNode]
    ) {
        guard slot.entry.kind == .membership,
            let joint = try? Membership(payload: slot.entry.payload), !joint.outgoing.isEmpty
        else { return }
        let isHeld = Majority(joint).isReached {
            Self.holds($0, slot, among: nodes)
        }
        self.expect(
            isHeld, "a joint configuration was committed by one half",
            "index \(slot.entry.index), voters \(joint.incoming) and \(joint.outgoing)")
    }

    private static func holds(
        _ id: NodeID, _ slot: LogImage.Slot, among nodes: [SimulatedNode]
    ) -> Bool {
        nodes.contains {
            $0.id == id && $0.disk.hasHeld(slot.entry.index, chain: slot.chain)
        }
    }

    /// The entry at `index` of which one of the majorities has durable copies.
    private func slot(
        at index: LogIndex, heldByOneOf majorities: [Majority], among nodes: [SimulatedNode]
    ) -> LogImage.Slot? {
        let slots = nodes.flatMap { node in
            ([node.log] + node.disk.forgotten).compactMap { $0.slot(at: index) }
        }
        for slot in slots {
            let isHeld = majorities.contains { majority in
                majority.isReached { Self.holds($0, slot, among: nodes) }
            }
            if isHeld { return slot }
        }
        return nil
    }

    /// A node has applied a batch.
    mutating func didApply(_ entries: [Entry], _ result: ApplyResult, on node: SimulatedNode) {
        for entry in entries {
            let slot = self.ghost.slot(at: entry.index)
            self.expect(
                slot?.term == entry.term, "applied what is not committed",
                "node \(node.id) at \(entry.index): term \(entry.term), committed "
                    + "\(slot.map { "\($0.term)" } ?? "nothing")")
        }
        self.compare(result.applied, on: node)
        for outcome in result.outcomes {
            self.expect(
                self.ghost.slot(at: outcome.index)?.outcome == outcome.outcome,
                "outcomes differ", "node \(node.id) at \(outcome.index)")
        }
    }

    /// The state of a node, after a batch or from a snapshot or at a start.
    mutating func compare(_ applied: AppliedState, on node: SimulatedNode) {
        guard applied.index > .zero else { return }
        let slot = self.ghost.slot(at: applied.index)
        self.expect(
            slot?.digest == applied.digest, "states differ",
            "node \(node.id) at index \(applied.index)")
    }
}
