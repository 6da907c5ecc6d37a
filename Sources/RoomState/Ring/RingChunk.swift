import ByteCoding

/// One record of a room's ring: consecutive changes, as they gathered between two stores.
///
/// ```
/// key    04 length room first revision:8
/// value  version:1  { index  group time  length  change }...
/// ```
///
/// Index, time and length are varints; a change is encoded as for the state digest. Revisions are
/// not repeated: they count up from the key's. How changes are cut into chunks differs from node to
/// node.
struct RingChunk {
    static let version: UInt8 = 1

    /// Where a change lies in the value of its record.
    struct Item {
        var revision: UInt64
        var index: UInt64
        var time: GroupTime
        var range: Range<Int>
    }

    let first: UInt64
    let value: [UInt8]
    let items: [Item]

    /// Reads a record of the ring; its changes are not decoded.
    ///
    /// - Parameter prefixLength: bytes of the key before the revision.
    init(_ pair: StatePair, prefixLength: Int) throws(StateReadFailure) {
        do throws(DecodingFailure) {
            var key = ByteReader(pair.key[prefixLength...])
            self.first = try key.readUInt64()
            try key.expectEnd()
            self.items = try Self.readItems(of: pair.value, first: self.first)
        } catch {
            throw StateReadFailure("a record of the ring of events: \(error)")
        }
        self.value = pair.value
    }

    var last: UInt64 { self.first + UInt64(self.items.count) - 1 }

    var summary: RingChunkSummary {
        RingChunkSummary(
            first: self.first, last: self.last, lastTime: self.items.last?.time ?? .zero,
            bytes: self.items.reduce(0) { $0 + $1.range.count })
    }

    func change(_ item: Item, of room: RoomID) throws(StateReadFailure) -> RecordedChange {
        let change: RoomChange
        do throws(DecodingFailure) {
            var reader = ByteReader(self.value[item.range])
            change = try RoomChange(from: &reader)
            try reader.expectEnd()
        } catch {
            throw StateReadFailure(
                "revision \(item.revision) in the ring of room \(room): \(error)")
        }
        guard
            change.roomID == room, change.revision == item.revision, change.groupTime == item.time
        else {
            throw StateReadFailure(
                "the ring of room \(room) holds \(change.roomID) revision \(change.revision) in "
                    + "the place of revision \(item.revision)")
        }
        return RecordedChange(index: item.index, change: change)
    }

    private static func readItems(
        of value: [UInt8], first: UInt64
    ) throws(DecodingFailure) -> [Item] {
        var reader = ByteReader(value)
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        var items: [Item] = []
        var revision = first
        repeat {
            let index = try reader.readVarint()
            let time = try GroupTime(from: &reader)
            let length = try reader.readCount(limit: Limits.ringBytes)
            let start = reader.position
            try reader.skip(count: length)
            items.append(
                Item(revision: revision, index: index, time: time, range: start..<start + length))
            revision &+= 1
        } while !reader.isAtEnd
        return items
    }
}

/// What has to be known of a chunk to tell when nothing in it is needed any more.
struct RingChunkSummary: Equatable {
    var first: UInt64
    var last: UInt64
    var lastTime: GroupTime
    /// Of its changes, encoded.
    var bytes: Int
}
