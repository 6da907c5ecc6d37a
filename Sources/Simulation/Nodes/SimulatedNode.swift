internal import Raft
internal import RoomReplica
internal import RoomState

/// One node: the real replica and applier, over disks and clocks of the simulation.
///
/// What the real node's threads do one after the other here happens at events; see `NodeShell`.
final class SimulatedNode {
    enum Status: Equatable {
        case up
        case down
        /// Its disk is damaged: it does not start again.
        case lost
    }

    struct Backup {
        var disk: NodeDisk?
        /// The fault for which a copy is to be made just before a leader replaces the end of the
        /// log.
        var awaitsConflict: Int?
    }

    /// Entries between comparisons of the nodes' states: fewer than in a real node.
    static let digestInterval: UInt64 = 16

    let id: NodeID
    let place: Int
    var status = Status.down
    /// Counts its starts; events of an earlier life are void.
    var life: UInt32 = 0
    var replica: Replica
    var applier: RoomApplier
    var disk: NodeDisk
    var clock: VirtualClock
    var work = NodeWork()
    /// Rooms as they are applied, those that are not yet stored; `nil`: removed.
    var rooms: [RoomID: Room?] = [:]
    var pausedUntil: UInt64 = 0
    /// As of the last turn; `nil` before the first one of a life.
    var positions: ReplicaPositions?
    /// The most that a client was ever shown here.
    var shown = LogIndex.zero
    var watch = NodeWatch()
    /// A copy of the directory, to be put back later.
    var backup = Backup()

    init(
        id: NodeID, place: Int, membership: Membership, clock: VirtualClock, options: ReplicaOptions
    )
        throws
    {
        let disk = NodeDisk(membership: membership, store: StoreID(1000 + id.rawValue))
        self.id = id
        self.place = place
        self.clock = clock
        self.applier = try RoomApplier(
            group: .first, reader: disk.state, digestInterval: SimulatedNode.digestInterval)
        self.replica = Replica(
            options: options, recovered: Self.recovered(disk, id), applied: .initial,
            now: clock.read(at: 0))
        self.disk = disk
    }

    var log: LogImage { self.disk.log }

    var isUp: Bool { self.status == .up }

    /// Whether what it has stored may be counted on.
    var isSound: Bool { self.status != .lost && !self.disk.trouble.isSpoiled }

    /// Whether this node has applied `index`, so that it was on its disk before.
    func hasApplied(_ index: LogIndex) -> Bool {
        index <= (self.positions?.appliedIndex ?? .zero)
    }

    /// Opens what the disk holds; the state database is the one that the log names.
    ///
    /// Returns whether it is there.
    func open(options: ReplicaOptions, at time: UInt64) throws -> Bool {
        guard self.disk.openState() else { return false }
        self.life += 1
        self.work = NodeWork()
        self.rooms = [:]
        self.positions = nil
        self.pausedUntil = 0
        self.watch = NodeWatch()
        self.watch.mayStand = self.log.memberships.contains { $0.membership.isVoter(self.id) }
        self.applier = try RoomApplier(
            group: .first, reader: self.disk.state, digestInterval: SimulatedNode.digestInterval,
            understood: options.understood)
        self.replica = Replica(
            options: options, recovered: Self.recovered(self.disk, self.id),
            applied: self.applier.applied, now: self.clock.read(at: time))
        self.status = .up
        return true
    }

    /// A room as a reader at this node sees it.
    func room(_ id: RoomID) throws(StateReadFailure) -> Room? {
        if let room = self.rooms[id] { return room }
        return try RoomRecords.room(id, in: self.disk.state)
    }

    private static func recovered(_ disk: NodeDisk, _ id: NodeID) -> RecoveredLog {
        let log = disk.log
        return RecoveredLog(
            identity: StoreIdentity(cluster: ClusterID(1), node: id, store: disk.store),
            hardState: log.hardState, summary: log.summary, memberships: log.memberships,
            acknowledgements: log.acknowledgements, pins: log.pins)
    }
}
