/// What the indexes of the database hold of a dirty room, as far as that is to be changed.
struct IndexedRoom {
    /// The room whose entries are stored.
    private enum Stored {
        case same
        indirect case room(Room)
        case nothing
        /// It was not at hand when the room changed first: it is read when the entries are written.
        case unread
    }

    private var stored = Stored.same
    private var dirty: DirtyIndexes = []

    /// Notes that a change may have touched `indexes`.
    ///
    /// - Parameters:
    ///   - revision: of the room with the change in effect.
    ///   - old: the room before it; `nil` when it is not at hand.
    mutating func note(_ indexes: DirtyIndexes, revision: UInt64, old: Room?) {
        if case .same = self.stored {
            // Revision 1 is that of a creation: nothing is stored.
            self.stored = revision == 1 ? .nothing : old.map(Stored.room) ?? .unread
        }
        self.dirty.formUnion(indexes)
    }

    /// Appends the entries to delete and to put so that the indexes hold `new`.
    ///
    /// - Parameters:
    ///   - new: `nil` when the room is removed.
    ///   - products: that were added to the bag or removed from it.
    func appendChanges(
        of id: RoomID, to new: Room?, products: [ProductID], in reader: some StateReader,
        into changes: inout [StateChange]
    ) throws(StateReadFailure) {
        let old: Room?
        switch self.stored {
        case .same: return
        case .nothing: old = nil
        case .room(let room): old = room
        case .unread: old = try RoomRecords.room(id, in: reader)
        }
        // Most bags are large and most changes of them small.
        let isBagWhole = old == nil || new == nil || old?.head.state != new?.head.state
        for index in RoomIndex.allCases where self.dirty.contains(index) {
            let (before, after) =
                index == .bag && !isBagWhole
                ? (Self.bag(of: old, among: products), Self.bag(of: new, among: products))
                : (Set(old.map(index.values) ?? []), Set(new.map(index.values) ?? []))
            for value in Self.ordered(before.subtracting(after)) {
                changes.append(StateChange(key: index.key(value, id), value: nil))
            }
            for value in Self.ordered(after.subtracting(before)) {
                changes.append(StateChange(key: index.key(value, id), value: []))
            }
        }
    }

    private static func bag(of room: Room?, among products: [ProductID]) -> Set<[UInt8]> {
        guard let room, room.head.state != .ended else { return [] }
        var values: Set<[UInt8]> = []
        for id in products where room.products.position(of: id) != nil {
            values.insert(Array(id.rawValue.utf8))
        }
        return values
    }

    /// Nothing visible may follow the order of a set.
    private static func ordered(_ values: Set<[UInt8]>) -> [[UInt8]] {
        values.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
