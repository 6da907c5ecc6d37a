import ByteCoding
import MemoryState
import Raft
import RoomReplica
import RoomState

/// A whole node without I/O: a `Replica`, a `RoomApplier`, a disk in memory and hand-moved frames.
final class TestReplica {
    let id: NodeID
    private let members: [NodeID]
    private var incarnation: UInt64 = 1
    private var hardState = HardState.initial
    private(set) var entries: [Entry] = []
    private(set) var state = MemoryState()
    private var replica: Replica
    /// What its release understands; a changed one counts from the next start on.
    var understood = FeatureLevel.newest
    private var applier: RoomApplier
    private(set) var answers: [UInt64: Result<AppliedOutcome, SubmitFailure>] = [:]
    private(set) var reads: [UInt64: Result<ReadGrant, SubmitFailure>] = [:]
    private(set) var heartbeats: [UInt64: Result<[HeartbeatResult], SubmitFailure>] = [:]
    var isUp = true
    var wallMilliseconds: UInt64 = 1_800_000_000_000
    private var bootMilliseconds: UInt64 = 1000

    init(id: NodeID, members: [NodeID]) throws {
        self.id = id
        self.members = members
        self.applier = try RoomApplier(group: .first, reader: self.state)
        self.replica = Self.makeReplica(
            id: id, members: members, incarnation: 1, hardState: .initial, entries: [],
            applied: .initial)
    }

    var status: ReplicaStatus { self.replica.status() }

    func propose(_ command: RoomCommand, ticket: UInt64) {
        self.propose(bytes: command.encoded(), ticket: ticket)
    }

    func propose(bytes: [UInt8], ticket: UInt64) {
        self.replica.propose(bytes, ticket: ticket)
    }

    func read(_ consistency: ReadConsistency, ticket: UInt64) {
        self.replica.read(consistency, ticket: ticket)
    }

    func heartbeat(_ heartbeats: [HostHeartbeat], ticket: UInt64) {
        self.replica.heartbeat(heartbeats, ticket: ticket)
    }

    func changeMembership(_ steps: MembershipChange.Step...) -> MembershipOutcome {
        self.replica.changeMembership(MembershipChange(steps: steps))
    }

    func transferLeadership(to node: NodeID) { _ = self.replica.transferLeadership(to: node) }

    func expire(heartbeats ticket: UInt64) { self.replica.expire(heartbeats: [ticket]) }

    var marks: MarkSet<ReplicaMark> { self.replica.marks }

    func room(_ id: RoomID) throws -> Room? {
        try self.storeRooms()
        return try RoomRecords.room(id, in: self.state)
    }

    func expire(proposal ticket: UInt64) { self.replica.expire(proposals: [ticket]) }

    func hears(_ level: FeatureLevel, of node: NodeID) {
        self.replica.note(level, understoodBy: node)
    }

    func receive(_ frame: ReplicaFrame, from node: NodeID) { self.replica.step(frame, from: node) }

    func tick() {
        self.bootMilliseconds += 10
        self.wallMilliseconds += 10
        self.replica.advance(
            to: ClockReading(
                bootMilliseconds: self.bootMilliseconds, wallMilliseconds: self.wallMilliseconds))
        self.replica.tick()
    }

    /// Carries out `ready()` until nothing but frames is left; writes are durable at once.
    func turn() throws -> [ReplicaReady.Outgoing] {
        var outgoing: [ReplicaReady.Outgoing] = []
        while true {
            let ready = self.replica.ready()
            outgoing += ready.outgoing
            for answer in ready.proposalAnswers { self.answers[answer.ticket] = answer.result }
            for answer in ready.readAnswers { self.reads[answer.ticket] = answer.result }
            for answer in ready.heartbeatAnswers {
                self.heartbeats[answer.ticket] = answer.result
            }
            if let write = ready.write { self.store(write) }
            for fetch in ready.fetches {
                let found = self.entries.filter {
                    $0.index >= fetch.first && $0.index <= fetch.last
                }
                self.replica.fetched(fetch, entries: found)
            }
            if !ready.committed.isEmpty {
                let result = try self.applier.apply(ready.committed)
                self.replica.applied(result)
                // What is not stored yet is lost by a crash, and applied again.
                if result.applied.index.rawValue.isMultiple(of: 3) { try self.storeRooms() }
            }
            if ready.write == nil, ready.fetches.isEmpty, ready.committed.isEmpty {
                return outgoing
            }
        }
    }

    func crash() { self.isUp = false }

    func restart() throws {
        self.isUp = true
        self.incarnation += 1_000_000
        self.answers = [:]
        self.reads = [:]
        self.applier = try RoomApplier(
            group: .first, reader: self.state, understood: self.understood)
        self.replica = Self.makeReplica(
            id: self.id, members: self.members, incarnation: self.incarnation,
            hardState: self.hardState, entries: self.entries, applied: self.applier.applied,
            understood: self.understood)
    }

    /// Damages one room's record of the applied state, as a defect would.
    func corruptDigest() throws {
        try self.storeRooms()
        var applied = self.applier.applied
        applied.digest.low ^= 1
        self.state.write([StateChange(key: StateKey.applied, value: applied.encoded())])
        try self.restart()
    }

    func storeRooms() throws {
        self.state.write(try self.applier.takeChanges())
    }

    private func store(_ write: LogWrite) {
        if let hardState = write.hardState { self.hardState = hardState }
        if let first = write.entries.first {
            self.entries.removeAll { $0.index >= first.index }
            self.entries += write.entries
        }
        self.replica.durable(through: write.sequence)
    }

    private static func makeReplica(
        id: NodeID, members: [NodeID], incarnation: UInt64, hardState: HardState,
        entries: [Entry], applied: AppliedState, understood: FeatureLevel = .newest
    ) -> Replica {
        var runs: [LogSummary.TermRun] = []
        for entry in entries where runs.last?.term != entry.term {
            runs.append(.init(first: entry.index, term: entry.term))
        }
        let membership = Membership(voters: members.map { Member(node: $0) })
        var options = ReplicaOptions(
            raft: RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: incarnation),
            incarnation: incarnation &* 1_000_003)
        options.understood = understood
        return Replica(
            options: options,
            recovered: RecoveredLog(
                identity: StoreIdentity(
                    cluster: ClusterID(1), node: id, store: StoreID(id.rawValue + 100)),
                hardState: hardState,
                summary: LogSummary(
                    truncatedIndex: .zero, truncatedTerm: .zero,
                    lastIndex: entries.last?.index ?? .zero, termRuns: runs),
                memberships: [MembershipRecord(index: .zero, membership: membership)],
                acknowledgements: [], pins: [:]),
            applied: applied,
            now: ClockReading(bootMilliseconds: 1000, wallMilliseconds: 1_800_000_000_000))
    }
}
