/// The room ids of an index under one value, in ascending order, read a few at a time.
struct IndexWalk {
    private let prefix: [UInt8]
    private var start: [UInt8]?
    /// Descending, so that the next one is last.
    private var ids: [RoomID] = []
    private var isAtEnd = false

    /// - Parameter last: the ids that follow it are wanted.
    init(_ prefix: [UInt8], after last: RoomID?) {
        self.prefix = prefix
        self.start = last.map { prefix + Array($0.rawValue.utf8) + [0] }
    }

    /// The next id, which stays the next one.
    mutating func peek(in reader: some StateReader) throws(StateReadFailure) -> RoomID? {
        if self.ids.isEmpty, !self.isAtEnd {
            try self.fill(from: reader)
        }
        return self.ids.last
    }

    mutating func skip() {
        self.ids.removeLast()
    }

    private mutating func fill(from reader: some StateReader) throws(StateReadFailure) {
        let pairs = try reader.pairs(
            withPrefix: self.prefix, from: self.start, limit: Limits.indexEntriesPerScan)
        for pair in pairs.reversed() {
            let text = String(decoding: pair.key[self.prefix.count...], as: UTF8.self)
            guard let id = RoomID(text) else {
                throw StateReadFailure("an index entry does not end with a room id")
            }
            self.ids.append(id)
        }
        self.start = pairs.last.map { $0.key + [0] }
        self.isAtEnd = pairs.count < Limits.indexEntriesPerScan
    }
}
