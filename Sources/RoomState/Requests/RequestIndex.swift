/// Which pack holds the record of a request, by the hash of its key: 16 bytes a record.
///
/// It is cut into shards so that no growth of a table stops apply for long: two million records
/// are common (20,000 a second, remembered for 90 seconds).
struct RequestIndex {
    private static let shardCount = 256

    private var shards: [[UInt64: UInt64]]
    /// Further packs of a hash, oldest first: the same request remembered again after the first
    /// record died, or two keys with one hash.
    private var further: [UInt64: [UInt64]] = [:]

    init() {
        self.shards = Array(repeating: [:], count: Self.shardCount)
    }

    var count: Int { self.shards.reduce(0) { $0 + $1.count } }

    mutating func insert(_ hash: UInt64, pack: UInt64) {
        let shard = Self.shard(of: hash)
        // Nearly every hash is new: one access tells, and puts it in.
        guard let first = self.shards[shard].updateValue(pack, forKey: hash) else { return }
        self.shards[shard][hash] = first
        guard first != pack, self.further[hash]?.contains(pack) != true else { return }
        self.further[hash, default: []].append(pack)
    }

    /// The packs to search, newest first.
    func packs(of hash: UInt64) -> [UInt64] {
        guard let first = self.shards[Self.shard(of: hash)][hash] else { return [] }
        guard let further = self.further[hash] else { return [first] }
        return further.reversed() + [first]
    }

    mutating func remove(_ hash: UInt64, pack: UInt64) {
        let shard = Self.shard(of: hash)
        guard let first = self.shards[shard][hash] else { return }
        var rest = self.further[hash] ?? []
        if first == pack {
            self.shards[shard][hash] = rest.isEmpty ? nil : rest.removeFirst()
        } else {
            rest.removeAll { $0 == pack }
        }
        self.further[hash] = rest.isEmpty ? nil : rest
    }

    private static func shard(of hash: UInt64) -> Int {
        Int(hash % UInt64(Self.shardCount))
    }
}
