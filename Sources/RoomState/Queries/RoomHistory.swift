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
        guard let ring = try Ring(of: room, at: time, in: reader) else { return .noRoom }
        guard revision == 0 || revision >= ring.oldest else {
            return .outOfRange(oldest: ring.oldest, newest: ring.newest)
        }
        let skipped = min(
            UInt64(ring.kept.count), max(revision, ring.oldest) - ring.oldest)
        return .history(try ring.history(behind: Int(skipped), limit: limit))
    }

    /// Reads the changes of `room` that somebody missed, at most `limit` of them.
    ///
    /// Only these are decoded. They are out of range when none that is kept is known, unless it is
    /// all that ever happened or nothing is kept.
    ///
    /// - Parameters:
    ///   - time: group time of the state that is read.
    ///   - isKnown: of the index and the revision of a change; not of one behind one that is not.
    package static func read(
        _ room: RoomID, limit: Int, at time: GroupTime, in reader: some StateReader,
        behind isKnown: (_ index: UInt64, _ revision: UInt64) -> Bool
    ) throws(StateReadFailure) -> Answer {
        guard let ring = try Ring(of: room, at: time, in: reader) else { return .noRoom }
        let known = ring.kept.prefix { isKnown($0.item.index, $0.item.revision) }.count
        guard known > 0 || ring.oldest == 1 || ring.kept.isEmpty else {
            return .outOfRange(oldest: ring.oldest, newest: ring.newest)
        }
        return .history(try ring.history(behind: known, limit: limit))
    }

    /// What is kept of a room, not decoded.
    private struct Ring {
        let room: RoomID
        let newest: UInt64
        let chunks: [RingChunk]
        let kept: [Place]

        init?(
            of room: RoomID, at time: GroupTime, in reader: some StateReader
        ) throws(StateReadFailure) {
            guard let newest = try RoomRecords.summary(room, in: reader)?.head.revisions.room
            else { return nil }
            let chunks = try EventRing.chunks(of: room, from: nil, in: reader)
            if let last = chunks.last?.last, last != newest {
                throw StateReadFailure(
                    "the ring of room \(room) ends with revision \(last), the room is at "
                        + "\(newest)")
            }
            self.room = room
            self.newest = newest
            self.chunks = chunks
            self.kept = RoomHistory.kept(in: chunks, at: RingWindow(revision: newest, time: time))
        }

        var oldest: UInt64 { self.newest + 1 - UInt64(self.kept.count) }

        func history(behind known: Int, limit: Int) throws(StateReadFailure) -> RoomHistory {
            var changes: [RecordedChange] = []
            for place in self.kept.dropFirst(known).prefix(limit) {
                changes.append(try self.chunks[place.chunk].change(place.item, of: self.room))
            }
            return RoomHistory(changes: changes, oldest: self.oldest, newest: self.newest)
        }
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
