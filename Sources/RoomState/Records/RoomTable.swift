/// The rooms as the rules see them: what is stored, under what changed since.
struct RoomTable {
    private var cache: RoomCache
    private var dirty: [RoomID: DirtyRoom] = [:]
    /// The dirty rooms in the order of their first change, for nothing may follow the dictionary's.
    private var dirtyOrder: [RoomID] = []
    /// Where the room that was asked for last lies in `dirty`, for it is what changes next.
    private var lastPosition: Dictionary<RoomID, DirtyRoom>.Index?
    /// About how much memory the dirty rooms took when they were changed first.
    private var roomBytes = 0
    private var unstored = UnstoredChanges()
    private var ring = EventRing()

    init(cache: RoomCache = RoomCache()) {
        self.cache = cache
    }

    mutating func room(
        _ id: RoomID, in reader: some StateReader
    ) throws(StateReadFailure) -> Room? {
        if let position = self.dirty.index(forKey: id) {
            self.lastPosition = position
            let dirty = self.dirty.values[position]
            return dirty.isPurged ? nil : dirty.room
        }
        if let room = self.cache.room(id) { return room }
        guard let room = try RoomRecords.room(id, in: reader) else { return nil }
        self.cache.insert(room)
        return room
    }

    /// About how much memory the dirty rooms and their changes take.
    var dirtyBytes: Int { self.roomBytes + self.unstored.byteCount }

    /// Takes over `room` as `change` left it; a purge leaves nothing of it.
    ///
    /// - Returns: its place among the dirty rooms, for `record`.
    mutating func update(_ room: Room, by change: RoomChange) -> Int {
        if let position = self.position(of: room.id) {
            self.dirty.values[position].update(to: room, by: change)
            return self.dirty.values[position].place
        }
        self.lastPosition = nil
        let place = self.dirtyOrder.count
        self.dirty[room.id] = DirtyRoom(
            room, changedBy: change, from: self.cache.remove(room.id), place: place)
        self.dirtyOrder.append(room.id)
        self.roomBytes += room.approximateBytes
        return place
    }

    private func position(of room: RoomID) -> Dictionary<RoomID, DirtyRoom>.Index? {
        if let last = self.lastPosition, self.dirty.keys[last] == room { return last }
        return self.dirty.index(forKey: room)
    }

    /// Keeps a change for the ring of the room at `place`.
    mutating func record(
        _ encoded: ArraySlice<UInt8>, of change: RoomChange, index: UInt64, place: Int
    ) {
        self.unstored.append(encoded, of: change, index: index, place: place)
    }

    /// Everything of the rooms that is to be written, ring and indexes included.
    ///
    /// - Parameter time: group time, not before that of any change.
    mutating func takeChanges(
        at time: GroupTime, in reader: some StateReader, into changes: inout [StateChange]
    ) throws(StateReadFailure) {
        for id in self.dirtyOrder {
            guard let dirty = self.dirty[id] else { continue }
            dirty.appendChanges(to: &changes)
            try dirty.appendIndexes(in: reader, into: &changes)
            if dirty.isPurged {
                try self.ring.remove(id, in: reader, into: &changes)
                continue
            }
            if let fresh = self.unstored.fresh(place: dirty.place, at: time) {
                try self.ring.store(fresh, of: id, at: time, in: reader, into: &changes)
            }
            self.cache.insert(dirty.room)
        }
        self.lastPosition = nil
        self.dirty.removeAll(keepingCapacity: true)
        self.dirtyOrder.removeAll(keepingCapacity: true)
        self.unstored.removeAll()
        self.roomBytes = 0
    }
}
