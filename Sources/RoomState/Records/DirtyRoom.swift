import ByteCoding

/// A room that changed since its records were last handed out.
struct DirtyRoom {
    var room: Room
    private var records: DirtyRecords = []
    /// With repetitions; in the order of the events.
    private var touchedProducts: [ProductID] = []
    /// Its records are to be deleted.
    private(set) var isPurged = false

    init(_ room: Room) {
        self.room = room
    }

    /// Takes over the room as `change` left it, and notes which records that concerns.
    mutating func update(to room: Room, by change: RoomChange) {
        self.room = room
        for event in change.events {
            self.records.formUnion(event.records)
            if let product = event.touchedProduct {
                self.touchedProducts.append(product)
            }
            self.isPurged = self.isPurged || event == .roomPurged
        }
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
