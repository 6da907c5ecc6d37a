import ByteCoding

/// The keys of the state database: one byte for the table, then what the table sorts by.
///
/// ```
/// room      01 length id section [product id]   a room's records lie side by side
/// index     02 01 host id                       the room that a host hosts now
///           02 20 room id                       the presence of the room's host (`HostPresence`)
///           02 kind length value room id        rooms by what they are (`RoomIndex`)
/// requests  03 index:8                          outcomes of requests, packed
/// events    04 length id first revision:8       a room's recent changes (`RingChunk`)
/// deadlines 05 lane:1 due:8 room 00 kind subject  what happens by itself (`Deadline`)
/// system    06 00                               the applier's own record
///           06 01                               number of rooms
///           06 02 slot:2                        last room id minted for a slot of owners
///           06 03                               the liveness floor
/// ```
package enum StateKey {
    package enum Table: UInt8, Sendable {
        case room = 1
        case index = 2
        case requests = 3
        case events = 4
        case deadlines = 5
        case system = 6
    }

    /// The records of one room, in key order.
    enum Section: UInt8, CaseIterable {
        case head = 0
        case profile = 1
        case stage = 2
        case bagOrder = 3
        case showcase = 4
        case segments = 5
        case product = 6
        case requests = 7
    }

    /// What the applier keeps in every batch: applied index, digest, group time.
    package static let applied: [UInt8] = [Table.system.rawValue, 0]

    static let roomCount: [UInt8] = [Table.system.rawValue, 1]

    static let livenessFloor: [UInt8] = [Table.system.rawValue, 3]

    static let presencePrefix: [UInt8] = [Table.index.rawValue, 0x20]

    static func presence(of room: RoomID) -> [UInt8] {
        Self.presencePrefix + room.utf8
    }

    static func lastRoomID(slot: UInt16) -> [UInt8] {
        [
            Table.system.rawValue, 2, UInt8(truncatingIfNeeded: slot >> 8),
            UInt8(truncatingIfNeeded: slot),
        ]
    }

    /// Begins every key of the room, and no key of another.
    static func roomPrefix(_ id: RoomID) -> [UInt8] {
        let text = id.utf8
        return [Table.room.rawValue, UInt8(text.count)] + text
    }

    static func room(_ id: RoomID, _ section: Section) -> [UInt8] {
        Self.roomPrefix(id) + [section.rawValue]
    }

    static func product(_ product: ProductID, of room: RoomID) -> [UInt8] {
        Self.room(room, .product) + Array(product.rawValue.utf8)
    }

    static let hostPrefix: [UInt8] = [Table.index.rawValue, 1]

    /// The index of hosts, whose entries have a value; `RoomIndex` has the other kinds.
    static let hostKind: UInt8 = 1

    static func host(_ id: UserID) -> [UInt8] {
        [Table.index.rawValue, Self.hostKind] + Array(id.rawValue.utf8)
    }

    /// Begins every key of the room's ring, and no key of another's.
    static func ringPrefix(_ id: RoomID) -> [UInt8] {
        var writer = ByteWriter(capacity: 2 + Limits.identifierBytes)
        writer.writeByte(Table.events.rawValue)
        id.encode(into: &writer)
        return writer.bytes
    }

    static func ringChunk(_ id: RoomID, _ first: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: 10 + Limits.identifierBytes)
        writer.writeByte(Table.events.rawValue)
        id.encode(into: &writer)
        writer.writeUInt64(first)
        return writer.bytes
    }

    /// Begins the index entries of one value; a room id follows.
    static func indexPrefix(_ kind: RoomIndex, _ value: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 3 + value.count + Limits.identifierBytes)
        writer.writeByte(Table.index.rawValue)
        writer.writeByte(kind.rawValue)
        writer.writeByte(UInt8(value.count))
        writer.writeRaw(value)
        return writer.bytes
    }

    static func requestPack(index: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: 9)
        writer.writeByte(Table.requests.rawValue)
        writer.writeUInt64(index)
        return writer.bytes
    }
}
