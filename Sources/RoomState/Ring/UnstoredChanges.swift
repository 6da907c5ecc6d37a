import ByteCoding

/// The changes that were applied since the last store, encoded, on their way into the rings.
///
/// All rooms share one buffer, so that a change costs a copy of its bytes and no allocation. The
/// changes of one room are chained from its newest to its oldest, for the oldest may not be needed
/// any more when they are stored.
struct UnstoredChanges {
    private struct Item {
        var revision: UInt64
        var index: UInt64
        var time: GroupTime
        var range: Range<Int>
        /// The room's change before this one, as a position in `items`.
        var previous: Int?
    }

    private var bytes: [UInt8] = []
    private var items: [Item] = []
    /// The newest change of each dirty room, by the room's place among the dirty ones.
    private var newest: [Int?] = []
    /// Memory for `fresh`, kept from room to room.
    private var kept: [Int] = []

    var byteCount: Int { self.bytes.count + self.items.count * MemoryLayout<Item>.stride }

    /// - Parameter place: of the room among the dirty ones.
    mutating func append(
        _ encoded: ArraySlice<UInt8>, of change: RoomChange, index: UInt64, place: Int
    ) {
        let start = self.bytes.count
        self.bytes.append(contentsOf: encoded)
        while self.newest.count <= place { self.newest.append(nil) }
        self.items.append(
            Item(
                revision: change.revision, index: index, time: change.groupTime,
                range: start..<self.bytes.count, previous: self.newest[place]))
        self.newest[place] = self.items.count - 1
    }

    /// The changes of one room that are needed now; `nil` when there are none.
    ///
    /// - Parameter time: group time, not before that of any change here.
    mutating func fresh(place: Int, at time: GroupTime) -> FreshChunk? {
        guard place < self.newest.count, let newest = self.newest[place] else { return nil }
        let last = self.items[newest]
        let window = RingWindow(revision: last.revision, time: time)
        self.kept.removeAll(keepingCapacity: true)
        var bytes = 0
        var next = self.newest[place]
        while let position = next {
            let item = self.items[position]
            let larger = bytes + item.range.count
            guard window.keeps(revision: item.revision, at: item.time, bytes: larger) else {
                break
            }
            bytes = larger
            self.kept.append(position)
            next = item.previous
        }
        return FreshChunk(
            summary: RingChunkSummary(
                first: last.revision + 1 - UInt64(self.kept.count), last: last.revision,
                lastTime: last.time, bytes: bytes),
            value: self.value(bytes: bytes), isWhole: next == nil)
    }

    /// The record of the changes in `kept`, whose bytes are `bytes`.
    private func value(bytes: Int) -> [UInt8] {
        var writer = ByteWriter(capacity: 1 + bytes + 24 * self.kept.count)
        writer.writeByte(RingChunk.version)
        for position in self.kept.reversed() {
            let item = self.items[position]
            writer.writeVarint(item.index)
            item.time.encode(into: &writer)
            writer.writeVarint(UInt64(item.range.count))
            writer.writeRaw(self.bytes[item.range])
        }
        return writer.bytes
    }

    mutating func removeAll() {
        self.bytes.removeAll(keepingCapacity: true)
        self.items.removeAll(keepingCapacity: true)
        self.newest.removeAll(keepingCapacity: true)
    }
}

/// What a store adds to the ring of one room.
struct FreshChunk {
    /// `first` is behind `last` when not even the newest change is kept.
    var summary: RingChunkSummary
    /// Of its record, as if nothing lay before it.
    var value: [UInt8]
    /// Whether no change since the last store was left out; otherwise nothing older is needed.
    var isWhole: Bool

    var isEmpty: Bool { self.summary.first > self.summary.last }
}
