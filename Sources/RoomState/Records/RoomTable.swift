/// The rooms as the rules see them: what is stored, under what changed since.
struct RoomTable {
    private var cache: RoomCache
    private var dirty: [RoomID: DirtyRoom] = [:]
    /// The dirty rooms in the order of their first change, for nothing may follow the dictionary's.
    private var dirtyOrder: [RoomID] = []
    /// About how much memory the dirty rooms took when they were changed first.
    private(set) var dirtyBytes = 0

    init(cache: RoomCache = RoomCache()) {
        self.cache = cache
    }

    mutating func room(
        _ id: RoomID, in reader: some StateReader
    ) throws(StateReadFailure) -> Room? {
        if let dirty = self.dirty[id] { return dirty.isPurged ? nil : dirty.room }
        if let room = self.cache.room(id) { return room }
        guard let room = try RoomRecords.room(id, in: reader) else { return nil }
        self.cache.insert(room)
        return room
    }

    /// Takes over `room` as `change` left it; a purge leaves nothing of it.
    mutating func update(_ room: Room, by change: RoomChange) {
        if let position = self.dirty.index(forKey: room.id) {
            self.dirty.values[position].update(to: room, by: change)
            return
        }
        var dirty = DirtyRoom(room)
        dirty.update(to: room, by: change)
        self.dirty[room.id] = dirty
        self.dirtyOrder.append(room.id)
        self.dirtyBytes += room.approximateBytes
        self.cache.remove(room.id)
    }

    mutating func takeChanges(into changes: inout [StateChange]) {
        for id in self.dirtyOrder {
            guard let dirty = self.dirty[id] else { continue }
            dirty.appendChanges(to: &changes)
            if !dirty.isPurged { self.cache.insert(dirty.room) }
        }
        self.dirty.removeAll(keepingCapacity: true)
        self.dirtyOrder.removeAll(keepingCapacity: true)
        self.dirtyBytes = 0
    }
}
