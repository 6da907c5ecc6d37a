/// Decoded rooms that need not be read again, bounded by number and by bytes.
///
/// Two generations: a room that is used moves to the young one; when that is half the bound, the
/// old one is dropped whole and the young one takes its place. So what was used last stays, at the
/// cost of one dictionary access. The cache holds what the reader holds and never affects an
/// outcome.
package struct RoomCache: Sendable {
    private var young: [RoomID: Room] = [:]
    private var youngBytes = 0
    private var old: [RoomID: Room] = [:]
    private let roomLimit: Int
    private let byteLimit: Int

    package init(roomLimit: Int = Limits.cachedRooms, byteLimit: Int = Limits.cachedRoomBytes) {
        self.roomLimit = roomLimit
        self.byteLimit = byteLimit
    }

    package var count: Int { self.young.count + self.old.count }

    package mutating func room(_ id: RoomID) -> Room? {
        if let room = self.young[id] { return room }
        guard let room = self.old.removeValue(forKey: id) else { return nil }
        self.insert(room)
        return room
    }

    /// Forgets a room that is about to differ from what is stored.
    ///
    /// - Returns: the room, if it was here.
    @discardableResult
    package mutating func remove(_ id: RoomID) -> Room? {
        // Also of a room that is young the old generation may hold an earlier version.
        let old = self.old.removeValue(forKey: id)
        guard let room = self.young.removeValue(forKey: id) else { return old }
        self.youngBytes -= room.approximateBytes
        return room
    }

    package mutating func insert(_ room: Room) {
        if self.young.count >= self.roomLimit / 2 || self.youngBytes >= self.byteLimit / 2 {
            self.old = self.young
            self.young = [:]
            self.youngBytes = 0
        }
        self.youngBytes += room.approximateBytes
        if let replaced = self.young.updateValue(room, forKey: room.id) {
            self.youngBytes -= replaced.approximateBytes
        }
    }
}
