package import ByteCoding

/// The rules of rooms, fed with the commands of the log one by one (rooms.md).
///
/// The same commands at the same indexes and group times give the same outcomes, the same digest
/// and the same logical state on every replica, however they are cut into batches. The machine
/// knows no clock, no random source and no disk but what its reader reads.
///
/// Use: `apply` entries, few or many, `takeChanges`, write the changes as one batch, go on. The
/// reader must see the written batch before the next `apply`.
package struct RoomStateMachine: Sendable {
    /// Over the logical content of everything applied: indexes, outcomes, events.
    ///
    /// Never over keys or batches, which differ between nodes. Set it only to the value that was
    /// stored with the state.
    package var digest: StableHash
    /// All rooms, ended ones too.
    package internal(set) var roomCount: UInt64
    /// What the last `apply` changed, in order: expiries first, then rooms that had to end, then
    /// the command's own room.
    ///
    /// For watches and for tests.
    package internal(set) var changes: [RoomChange] = []
    /// The rooms of `changes`, each as its change left it; `nil` for one that it removed.
    package internal(set) var changedRooms: [Room?] = []
    /// Their places among the dirty rooms.
    var changedPlaces: [Int] = []

    /// How the last `apply` changed the presences that are to be kept up, in order.
    package internal(set) var presenceChanges: [PresenceChange] = []

    /// Asked for what is not in memory alone, so it need not be known by its type.
    let reader: any StateReader
    var rooms: RoomTable
    var smallRecords = SmallRecords()
    var deadlines: DeadlineQueue
    var requests: RequestLog
    private var lastIndex: UInt64 = 0
    /// Memory for `conclude`, kept from command to command.
    private var scratch = ByteWriter(capacity: 1024)
    private var lastGroupTime = GroupTime.zero

    /// Opens the machine on what is stored.
    ///
    /// `digest` is the one that was stored with it.
    package init(reader: any StateReader, digest: StableHash = .zero) throws(StateReadFailure) {
        try self.init(reader: reader, digest: digest, cache: RoomCache())
    }

    /// The same with another cache, for tests of its bounds.
    package init(
        reader: any StateReader, digest: StableHash, cache: RoomCache
    ) throws(StateReadFailure) {
        self.reader = reader
        self.digest = digest
        self.rooms = RoomTable(cache: cache)
        self.deadlines = try DeadlineQueue(reader: reader)
        self.requests = try RequestLog(reader: reader)
        self.roomCount = try RoomRecords.roomCount(in: reader)
    }

    /// Applies one command and returns its outcome.
    ///
    /// A failure to read stops the node: the command may be half thought through, and nothing of it
    /// may be written.
    package mutating func apply(
        _ command: RoomCommand, at context: ApplyContext
    ) throws(StateReadFailure) -> RoomOutcome {
        try self.apply(DecodedCommand(command), at: context)
    }

    /// Answers what became of a request, for ever.
    package mutating func apply(
        _ settlement: Settlement, at context: ApplyContext
    ) throws(StateReadFailure) -> RoomOutcome {
        try self.apply(DecodedCommand(settlement), at: context)
    }

    /// The same for a command out of the log.
    package mutating func apply(
        _ command: DecodedCommand, at context: ApplyContext
    ) throws(StateReadFailure) -> RoomOutcome {
        self.begin(at: context)
        let decision = try self.decide(command, at: context)
        self.conclude(decision, at: context)
        return decision.outcome
    }

    /// Everything to write since the last call, for one batch with the applied index `index`:
    /// each record once, in an order that follows from the commands.
    ///
    /// It reads what is stored, to know what of it is not needed any more.
    package mutating func takeChanges(
        through index: UInt64
    ) throws(StateReadFailure) -> [StateChange] {
        invariant(
            index >= self.lastIndex,
            "changes were asked through \(index), and \(self.lastIndex) is applied")
        var changes: [StateChange] = []
        try self.rooms.takeChanges(at: self.lastGroupTime, in: self.reader, into: &changes)
        self.smallRecords.takeChanges(into: &changes)
        self.deadlines.takeChanges(into: &changes)
        self.requests.takeChanges(at: self.lastGroupTime, into: &changes)
        return changes
    }

    /// A room as the last `apply` left it, written or not.
    package mutating func room(_ id: RoomID) throws(StateReadFailure) -> Room? {
        try self.rooms.room(id, in: self.reader)
    }

    /// About how much memory the rooms take whose changes were not taken yet.
    package var unstoredRoomBytes: Int { self.rooms.dirtyBytes }

    mutating func countRooms(_ count: UInt64) {
        self.roomCount = count
        self.smallRecords.put(RoomRecords.encode(self.roomCount), for: StateKey.roomCount)
    }

    /// Begins to apply the entry at `context`, whatever it is.
    mutating func begin(at context: ApplyContext) {
        invariant(
            context.index > self.lastIndex,
            "entry \(context.index) was applied after entry \(self.lastIndex)")
        invariant(
            context.groupTime >= self.lastGroupTime,
            "group time went back from \(self.lastGroupTime) to \(context.groupTime)")
        self.lastIndex = context.index
        self.lastGroupTime = context.groupTime
        self.changes.removeAll(keepingCapacity: true)
        self.changedRooms.removeAll(keepingCapacity: true)
        self.changedPlaces.removeAll(keepingCapacity: true)
        self.presenceChanges.removeAll(keepingCapacity: true)
    }

    /// What an entry is, as the digest tells entries apart.
    enum EntryKind: UInt8 {
        case command = 1
        case tick = 2
        case presences = 3
        case term = 4
        case level = 5
    }

    /// Folds the changes of an entry into the digest that has no outcome.
    mutating func conclude(_ kind: EntryKind, at context: ApplyContext) {
        self.beginFold(kind, at: context)
        self.fold()
    }

    /// The log has reached a feature level; of the rooms only the digest shows it.
    package mutating func raiseLevel(to level: UInt16, at context: ApplyContext) {
        self.begin(at: context)
        self.beginFold(.level, at: context)
        self.scratch.writeVarint(UInt64(level))
        self.fold()
    }

    private mutating func beginFold(_ kind: EntryKind, at context: ApplyContext) {
        self.scratch.reset()
        self.scratch.writeUInt64(context.index)
        self.scratch.writeByte(kind.rawValue)
        context.groupTime.encode(into: &self.scratch)
    }

    private mutating func fold() {
        self.scratch.writeInt(self.changes.count)
        for position in self.changes.indices {
            let start = self.scratch.count
            self.changes[position].encode(into: &self.scratch)
            // The ring keeps the very bytes.
            self.rooms.record(
                self.scratch.bytes[start...], of: self.changes[position], index: self.lastIndex,
                place: self.changedPlaces[position])
        }
        self.digest = StableHash(of: self.scratch.bytes, seed: self.digest)
    }

    /// Folds outcome and changes into the digest, and remembers the outcome.
    private mutating func conclude(_ decision: Decision, at context: ApplyContext) {
        self.beginFold(.command, at: context)
        let start = self.scratch.count
        decision.outcome.encode(into: &self.scratch)
        if var record = decision.record {
            record.outcome = Array(self.scratch.bytes[start...])
            self.requests.append(record, entry: context.index)
        }
        self.fold()
    }
}
