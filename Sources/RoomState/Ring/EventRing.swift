import ByteCoding

/// The recent changes of every room, as records of the state database (`RingChunk`).
///
/// A store appends one chunk for each room that changed. Every `Limits.ringChunkRevisions` of a
/// room, or earlier when its changes are large, the ring of the room is tidied: if many chunks have
/// come since the last time they become one, and those at the front in which nothing is needed are
/// deleted. So a store costs a put for each room and now and then a short scan, and a room has a
/// bounded number of chunks (decision 0100).
struct EventRing {
    private var directory: RingDirectory

    init(directory: RingDirectory = RingDirectory()) {
        self.directory = directory
    }

    /// Appends what is to be written so that the ring of `room` goes on with `fresh`.
    ///
    /// - Parameter time: group time; what is not needed by then goes.
    mutating func store(
        _ fresh: FreshChunk, of room: RoomID, at time: GroupTime, in reader: some StateReader,
        into changes: inout [StateChange]
    ) throws(StateReadFailure) {
        let interval = Limits.ringChunkRevisions
        let isDue =
            fresh.summary.last / interval > (fresh.summary.first - 1) / interval
            || fresh.summary.bytes >= Limits.ringChunkBytes || !fresh.isWhole
        guard isDue else {
            let key = StateKey.ringChunk(room, fresh.summary.first)
            changes.append(StateChange(key: key, value: fresh.value))
            self.directory.append(fresh.summary, of: room)
            return
        }
        try self.tidy(fresh, of: room, at: time, in: reader, into: &changes)
    }

    /// Appends the deletion of everything in the ring of `room`.
    mutating func remove(
        _ room: RoomID, in reader: some StateReader, into changes: inout [StateChange]
    ) throws(StateReadFailure) {
        _ = self.directory.take(room)
        for chunk in try Self.chunks(of: room, from: nil, in: reader) {
            changes.append(StateChange(key: StateKey.ringChunk(room, chunk.first), value: nil))
        }
    }

    /// The stored chunks of a room, from the one that begins with `first` on, in order.
    static func chunks(
        of room: RoomID, from first: UInt64?, in reader: some StateReader
    ) throws(StateReadFailure) -> [RingChunk] {
        let prefix = StateKey.ringPrefix(room)
        var start = first.map { StateKey.ringChunk(room, $0) }
        var chunks: [RingChunk] = []
        while true {
            let pairs = try reader.pairs(
                withPrefix: prefix, from: start, limit: Limits.ringChunksPerScan)
            for pair in pairs {
                let chunk = try RingChunk(pair, prefixLength: prefix.count)
                if let before = chunks.last, chunk.first != before.last + 1 {
                    throw StateReadFailure(
                        "the ring of room \(room) goes on with revision \(chunk.first) after "
                            + "\(before.last)")
                }
                chunks.append(chunk)
            }
            guard pairs.count == Limits.ringChunksPerScan, let last = pairs.last else {
                return chunks
            }
            start = last.key + [0]
        }
    }

    private mutating func tidy(
        _ fresh: FreshChunk, of room: RoomID, at time: GroupTime, in reader: some StateReader,
        into changes: inout [StateChange]
    ) throws(StateReadFailure) {
        var chunks = try self.chunks(of: room, in: reader)
        var last = fresh.summary
        var value = fresh.value
        if fresh.isWhole {
            let loose = Self.loose(chunks, before: fresh.summary)
            if loose.count >= Limits.ringLooseChunks {
                chunks.removeLast(loose.count)
                value = try Self.join(loose, value, of: room, in: reader)
                last.bytes += loose.reduce(0) { $0 + $1.bytes }
                last.first = loose.first?.first ?? last.first
                // The first one is overwritten.
                for chunk in loose.dropFirst() { Self.delete(chunk.first, of: room, &changes) }
            }
        } else {
            // What lies before the fresh changes is not needed, or they would be whole.
            for chunk in chunks { Self.delete(chunk.first, of: room, &changes) }
            chunks = []
        }
        if !fresh.isEmpty {
            let key = StateKey.ringChunk(room, last.first)
            changes.append(StateChange(key: key, value: value))
            chunks.append(last)
        }
        let unneeded = Self.unneeded(chunks, at: time)
        for chunk in chunks.prefix(unneeded) { Self.delete(chunk.first, of: room, &changes) }
        self.directory.insert(Array(chunks.dropFirst(unneeded)), of: room)
    }

    /// The stored chunks of a room, in order.
    private mutating func chunks(
        of room: RoomID, in reader: some StateReader
    ) throws(StateReadFailure) -> [RingChunkSummary] {
        if let known = self.directory.take(room) { return known }
        return try Self.chunks(of: room, from: nil, in: reader).map(\.summary)
    }

    /// The small chunks at the end that came since the ring was tidied, when the room's revision
    /// passed a multiple of the interval.
    private static func loose(
        _ chunks: [RingChunkSummary], before fresh: RingChunkSummary
    ) -> ArraySlice<RingChunkSummary> {
        let interval = Limits.ringChunkRevisions
        let multiple = (fresh.first - 1) / interval * interval
        let settled = chunks.lastIndex {
            $0.first <= multiple || $0.bytes >= Limits.ringChunkBytes
        }
        return chunks[(settled.map { $0 + 1 } ?? 0)...]
    }

    /// How many chunks at the front hold no change that is kept; the last one always stays.
    private static func unneeded(_ chunks: [RingChunkSummary], at time: GroupTime) -> Int {
        guard let newest = chunks.last else { return 0 }
        let window = RingWindow(revision: newest.last, time: time)
        var later = chunks.reduce(0) { $0 + $1.bytes }
        var count = 0
        for chunk in chunks.dropLast() {
            later -= chunk.bytes
            // The size of its last change alone is not known; without it more is kept.
            let isKept = window.keeps(revision: chunk.last, at: chunk.lastTime, bytes: later)
            guard !isKept else { break }
            count += 1
        }
        return count
    }

    /// The record that takes the place of `loose` and of `last`.
    private static func join(
        _ loose: ArraySlice<RingChunkSummary>, _ last: [UInt8], of room: RoomID,
        in reader: some StateReader
    ) throws(StateReadFailure) -> [UInt8] {
        let stored = try Self.chunks(of: room, from: loose.first?.first, in: reader)
        guard stored.map(\.summary) == Array(loose), let first = stored.first else {
            throw StateReadFailure("the ring of room \(room) is not what was stored of it")
        }
        var value = first.value
        for chunk in stored.dropFirst() { value += chunk.value.dropFirst() }
        return value + last.dropFirst()
    }

    private static func delete(
        _ first: UInt64, of room: RoomID, _ changes: inout [StateChange]
    ) {
        changes.append(StateChange(key: StateKey.ringChunk(room, first), value: nil))
    }
}
