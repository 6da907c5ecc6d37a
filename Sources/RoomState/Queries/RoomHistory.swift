/// The recent changes of one room, oldest first (rooms.md §6, ListRoomEvents).
package struct RoomHistory: Equatable, Sendable {
    /// From the revision that was asked for on, as many as fit.
    package var changes: [RecordedChange]
    /// The oldest revision that is kept; one more than the newest when none is.
    package var oldest: UInt64
    /// The room's revision.
    package var newest: UInt64

    package init(changes: [RecordedChange], oldest: UInt64, newest: UInt64) {
        self.changes = changes
        self.oldest = oldest
        self.newest = newest
    }

    package enum Answer: Equatable, Sendable {
        case history(RoomHistory)
        case noRoom
        /// What was asked for is not kept any more.
        case outOfRange(oldest: UInt64, newest: UInt64)
    }

    private struct Place {
        var chunk: Int
        var item: RingChunk.Item
    }

    /// Reads the changes of `room` from `revision` on, at most `limit` of them.
    ///
    /// - Parameters:
    ///   - revision: the first one wanted; 0 for the oldest that is kept.
    ///   - time: group time of the state that is read.
    package static func read(
        _ room: RoomID, from revision: UInt64, limit: Int, at time: GroupTime,
        in reader: some StateReader
    ) throws(StateReadFailure) -> Answer {
        guard let newest = try RoomRecords.summary(room, in: reader)?.head.revisions.room else {
            return .noRoom
        }
        let chunks = try EventRing.chunks(of: room, from: nil, in: reader)
        if let last = chunks.last?.last, last != newest {
            throw StateReadFailure(
                "the ring of room \(room) ends with revision \(last), the room is at \(newest)")
        }
        let kept = Self.kept(in: chunks, at: RingWindow(revision: newest, time: time))
        let oldest = newest + 1 - UInt64(kept.count)
        guard revision == 0 || revision >= oldest else {
            return .outOfRange(oldest: oldest, newest: newest)
        }
        let skipped = min(UInt64(kept.count), max(revision, oldest) - oldest)
        var changes: [RecordedChange] = []
        for place in kept.dropFirst(Int(skipped)).prefix(limit) {
            changes.append(try chunks[place.chunk].change(place.item, of: room))
        }
        return .history(RoomHistory(changes: changes, oldest: oldest, newest: newest))
    }

    /// What of the chunks the window keeps, oldest first.
    private static func kept(in chunks: [RingChunk], at window: RingWindow) -> [Place] {
        var kept: [Place] = []
        var bytes = 0
        for chunk in chunks.indices.reversed() {
            for item in chunks[chunk].items.reversed() {
                bytes += item.range.count
                guard window.keeps(revision: item.revision, at: item.time, bytes: bytes) else {
                    return kept.reversed()
                }
                kept.append(Place(chunk: chunk, item: item))
            }
        }
        return kept.reversed()
    }
}
