import ByteCoding

/// A room that changed since its records were last handed out.
struct DirtyRoom {
    var room: Room
    /// Among the dirty rooms, in the order of their first change.
    let place: Int
    private var indexed = IndexedRoom()
    private var records: DirtyRecords = []
    /// With repetitions; in the order of the events.
    private var touchedProducts: [ProductID] = []
    /// Its records are to be deleted.
    private(set) var isPurged = false

    /// A room none of whose records is to be written but the head.
    init(_ room: Room) {
        self.room = room
        self.place = 0
    }

    /// A room as its first change since the last store left it.
    ///
    /// - Parameter old: the room before that; `nil` when it is not at hand.
    init(_ room: Room, changedBy change: RoomChange, from old: Room?, place: Int) {
        self.room = room
        self.place = place
        let indexes = self.note(change)
        if !indexes.isEmpty {
            self.indexed.note(indexes, revision: change.revision, old: old)
        }
    }

    /// Takes over the room as `change` left it, and notes which records that concerns.
    mutating func update(to room: Room, by change: RoomChange) {
        let indexes = self.note(change)
        if !indexes.isEmpty {
            self.indexed.note(indexes, revision: change.revision, old: self.room)
        }
        self.room = room
    }

    /// Returns the indexes that it concerns.
    private mutating func note(_ change: RoomChange) -> DirtyIndexes {
        var indexes: DirtyIndexes = []
        for event in change.events {
            self.records.formUnion(event.records)
            indexes.formUnion(event.indexes)
            if let product = event.touchedProduct {
                self.touchedProducts.append(product)
            }
            self.isPurged = self.isPurged || event.isPurge
        }
        return indexes
    }

    /// Notes every record, whatever is stored.
    mutating func markAll() {
        self.records = .all
        self.touchedProducts = self.room.products.bag.map(\.id)
    }

    /// Appends each changed record once, in a fixed order.
    func appendChanges(to changes: inout [StateChange]) {
        let prefix = StateKey.roomPrefix(self.room.id)
        guard !self.isPurged else {
            self.appendDeletions(to: &changes)
            return
        }
        func put(_ section: StateKey.Section, _ encode: (inout ByteWriter) -> Void) {
            var writer = ByteWriter(capacity: 128)
            writer.writeByte(RoomRecords.version)
            encode(&writer)
            changes.append(StateChange(key: prefix + [section.rawValue], value: writer.bytes))
        }
        let products = self.room.products
        put(.head) { self.room.head.encode(into: &$0) }
        if self.records.contains(.profile) {
            put(.profile) {
                self.room.info.encode(into: &$0)
                self.room.settings.encode(into: &$0)
            }
        }
        if self.records.contains(.stage) {
            put(.stage) { self.room.stage.encode(into: &$0) }
        }
        if self.records.contains(.bagOrder) {
            put(.bagOrder) {
                $0.writeArray(products.bag) { $0.writeString($1.id.rawValue) }
            }
        }
        if self.records.contains(.showcase) {
            put(.showcase) {
                $0.writeArray(products.pinned) { $0.writeString($1.rawValue) }
                $0.writeOptional(products.spotlight) { $1.encode(into: &$0) }
            }
        }
        if self.records.contains(.segments) {
            put(.segments) { $0.writeArray(products.segments) { $1.encode(into: &$0) } }
        }
        if self.records.contains(.requests) {
            put(.requests) { self.room.stage.encodeRequests(into: &$0) }
        }
        self.appendProducts(to: &changes)
    }

    private func appendDeletions(to changes: inout [StateChange]) {
        for section in StateKey.Section.allCases where section != .product {
            changes.append(StateChange(key: StateKey.room(self.room.id, section), value: nil))
        }
        var done: Set<ProductID> = []
        for id in self.room.products.bag.map(\.id) + self.touchedProducts
        where done.insert(id).inserted {
            changes.append(StateChange(key: StateKey.product(id, of: self.room.id), value: nil))
        }
    }

    /// Appends the entries of the indexes that differ from what is stored.
    func appendIndexes(
        in reader: some StateReader, into changes: inout [StateChange]
    ) throws(StateReadFailure) {
        try self.indexed.appendChanges(
            of: self.room.id, to: self.isPurged ? nil : self.room,
            products: self.touchedProducts, in: reader, into: &changes)
    }

    private func appendProducts(to changes: inout [StateChange]) {
        var done: Set<ProductID> = []
        for id in self.touchedProducts where done.insert(id).inserted {
            var change = StateChange(key: StateKey.product(id, of: self.room.id), value: nil)
            if let position = self.room.products.position(of: id) {
                var writer = ByteWriter(capacity: 256)
                writer.writeByte(RoomRecords.version)
                self.room.products.bag[position].encode(into: &writer)
                change.value = writer.bytes
            }
            changes.append(change)
        }
    }
}
