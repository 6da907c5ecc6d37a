/// Which chunks the rings of rooms that change often consist of, bounded by their number.
///
/// Two generations, as in `RoomCache`. What it does not hold is found by a scan, so it never
/// affects what is stored, only what that costs.
struct RingDirectory {
    private var young: [RoomID: [RingChunkSummary]] = [:]
    private var youngChunks = 0
    private var old: [RoomID: [RingChunkSummary]] = [:]
    private let chunkLimit: Int

    init(chunkLimit: Int = Limits.ringDirectoryChunks) {
        self.chunkLimit = chunkLimit
    }

    /// Takes out the chunks of a room, in order; `nil` when they are not known.
    mutating func take(_ room: RoomID) -> [RingChunkSummary]? {
        if let chunks = self.young.removeValue(forKey: room) {
            self.youngChunks -= chunks.count
            return chunks
        }
        return self.old.removeValue(forKey: room)
    }

    /// Puts in the chunks of a room that is not in it.
    mutating func insert(_ chunks: [RingChunkSummary], of room: RoomID) {
        if self.youngChunks >= self.chunkLimit / 2 {
            self.old = self.young
            self.young = [:]
            self.youngChunks = 0
        }
        self.young[room] = chunks
        self.youngChunks += chunks.count
    }

    /// Notes a further chunk of a room whose chunks are known: those of a room in the directory,
    /// and of one that begins with this chunk.
    mutating func append(_ chunk: RingChunkSummary, of room: RoomID) {
        guard var chunks = self.take(room) ?? (chunk.first == 1 ? [] : nil) else { return }
        chunks.append(chunk)
        self.insert(chunks, of: room)
    }
}
