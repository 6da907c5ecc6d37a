import ByteCoding

/// The recent changes of every room, as records of the state database (`RingChunk`).
///
/// A store appends one chunk for each room that changed. Every `Limits.ringChunkRevisions` of a
/// room, or earlier when its changes are large, the ring of the room is tidied: the chunks since
/// the last time become one, and those at the front in which nothing is needed are deleted. So a
/// store costs a put for each room and now and then a short scan, and a room has a bounded number
/// of chunks (decision 0100).
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
        var (settled, loose) = try self.parts(of: room, before: fresh.summary, in: reader)
        var last = fresh.summary
        if fresh.isWhole {
            for chunk in loose {
                last.bytes += chunk.summary.bytes
            }
            last.first = loose.first?.first ?? last.first
        } else {
            // What lies before the fresh changes is not needed, or they would be whole.
            for chunk in settled { Self.delete(chunk.first, of: room, &changes) }
            settled = []
        }
        for chunk in loose where chunk.first != last.first {
            Self.delete(chunk.first, of: room, &changes)
        }
        if !fresh.isEmpty {
            let key = StateKey.ringChunk(room, last.first)
            let value = Self.joined(fresh.isWhole ? loose : [], fresh.value)
            changes.append(StateChange(key: key, value: value))
            settled.append(last)
        }
        let unneeded = Self.unneeded(settled, at: time)
        for chunk in settled.prefix(unneeded) { Self.delete(chunk.first, of: room, &changes) }
        self.directory.insert(Array(settled.dropFirst(unneeded)), of: room)
    }

    /// The chunks before `fresh`: those that earlier calls of `tidy` left, and those since then.
    private mutating func parts(
        of room: RoomID, before fresh: RingChunkSummary, in reader: some StateReader
    ) throws(StateReadFailure) -> (settled: [RingChunkSummary], loose: [RingChunk]) {
        if let settled = self.directory.take(room) {
            let loose = try Self.chunks(
                of: room, from: (settled.last?.last).map { $0 + 1 }, in: reader)
            return (settled, loose)
        }
        let all = try Self.chunks(of: room, from: nil, in: reader)
        // A chunk that reaches a multiple of the interval was tidied when it was stored.
        let interval = Limits.ringChunkRevisions
        let multiple = (fresh.first - 1) / interval * interval
        let split = all.firstIndex { $0.first > multiple } ?? all.count
        return (all[..<split].map(\.summary), Array(all[split...]))
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

    private static func joined(_ chunks: [RingChunk], _ last: [UInt8]) -> [UInt8] {
        guard let first = chunks.first else { return last }
        var value = first.value
        for chunk in chunks.dropFirst() { value += chunk.value.dropFirst() }
        return value + last.dropFirst()
    }

    private static func delete(
        _ first: UInt64, of room: RoomID, _ changes: inout [StateChange]
    ) {
        changes.append(StateChange(key: StateKey.ringChunk(room, first), value: nil))
    }
}
