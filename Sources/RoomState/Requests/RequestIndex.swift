/// Which pack holds the record of a request, by the hash of its key.
///
/// It is cut into shards so that no growth of a table stops apply for long: two million records
/// are common (20,000 a second, remembered for 90 seconds).
package struct RequestIndex: Sendable {
    private static let shardCount = 256

    private var shards: [RequestIndexShard]
    /// Further packs of a hash, oldest first: the same request remembered again after the first
    /// record died, or two keys with one hash.
    private var further: [UInt64: [UInt64]] = [:]

    package init() {
        self.shards = Array(repeating: RequestIndexShard(), count: Self.shardCount)
    }

    /// Hashes, however many packs each has.
    package var count: Int { self.shards.reduce(0) { $0 + $1.count } }

    package mutating func insert(_ hash: UInt64, pack: UInt64) {
        // Nearly every hash is new: one access tells, and puts it in.
        guard let first = self.shards[Self.shard(of: hash)].insert(hash, pack: pack) else { return }
        guard first != pack, self.further[hash]?.contains(pack) != true else { return }
        self.further[hash, default: []].append(pack)
    }

    /// The packs to search, newest first.
    package func packs(of hash: UInt64) -> [UInt64] {
        guard let first = self.shards[Self.shard(of: hash)].pack(of: hash) else { return [] }
        guard let further = self.further[hash] else { return [first] }
        return further.reversed() + [first]
    }

    package mutating func remove(_ hash: UInt64, pack: UInt64) {
        let shard = Self.shard(of: hash)
        guard let first = self.shards[shard].pack(of: hash) else { return }
        var rest = self.further[hash] ?? []
        if first == pack {
            if rest.isEmpty {
                self.shards[shard].remove(hash)
            } else {
                self.shards[shard].replace(hash, pack: rest.removeFirst())
            }
        } else {
            rest.removeAll { $0 == pack }
        }
        self.further[hash] = rest.isEmpty ? nil : rest
    }

    private static func shard(of hash: UInt64) -> Int {
        Int(hash % UInt64(Self.shardCount))
    }
}
