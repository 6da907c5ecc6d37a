import ByteCoding

/// The remembered outcomes of requests: exactly once (rooms.md §2).
///
/// Whether a record lives is judged by group time alone, so it is the same on every replica;
/// when a dead one leaves the database and the memory is nobody's business but this node's.
package struct RequestLog: Sendable {
    private var index = RequestIndex()
    private var stored = ExpiryQueue()
    /// Packs not handed out yet, ascending; the last one takes the next record.
    private var fresh: [RequestPack] = []
    private let packBytes: Int

    /// Rebuilds the index from what is stored.
    package init(
        reader: some StateReader, packBytes: Int = Limits.requestPackBytes
    ) throws(StateReadFailure) {
        self.packBytes = packBytes
        let prefix = [StateKey.Table.requests.rawValue]
        var start: [UInt8]?
        while true {
            let pairs = try reader.pairs(
                withPrefix: prefix, from: start, limit: Limits.requestPacksPerScan)
            for pair in pairs {
                let pack = try Self.decode(pair)
                for hash in pack.hashes {
                    self.index.insert(hash, pack: pack.index)
                }
                self.stored.insert(
                    .init(expiry: pack.lastExpiry, pack: pack.index, hashes: pack.hashes))
            }
            guard pairs.count == Limits.requestPacksPerScan, let last = pairs.last else { return }
            start = last.key + [0]
        }
    }

    /// How many request hashes are indexed, dead ones that were not removed yet too.
    package var count: Int { self.index.count }

    /// The living record under `key`.
    package func record(
        under key: RequestKey, at time: GroupTime, in reader: some StateReader
    ) throws(StateReadFailure) -> RequestRecord? {
        for packIndex in self.index.packs(of: key.hash) {
            guard let bytes = try self.bytes(of: packIndex, in: reader) else { continue }
            do {
                guard let record = try RequestPack.record(under: key, in: bytes) else { continue }
                return record.expiresAt > time ? record : nil
            } catch {
                throw StateReadFailure("the pack of requests \(packIndex): \(error)")
            }
        }
        return nil
    }

    package mutating func append(_ record: RequestRecord, entry: UInt64) {
        if self.fresh.last.map({ $0.bytes.count >= self.packBytes }) ?? true {
            self.fresh.append(RequestPack(index: entry))
        }
        let last = self.fresh.count - 1
        self.fresh[last].append(record)
        self.index.insert(record.key.hash, pack: self.fresh[last].index)
    }

    /// Hands out the fresh packs, and deletes some of those that are dead at `time`.
    package mutating func takeChanges(at time: GroupTime, into changes: inout [StateChange]) {
        for pack in self.fresh {
            changes.append(
                StateChange(key: StateKey.requestPack(index: pack.index), value: pack.bytes))
            self.stored.insert(
                .init(expiry: pack.lastExpiry, pack: pack.index, hashes: pack.hashes))
        }
        self.fresh.removeAll(keepingCapacity: true)
        for _ in 0..<Limits.requestPacksDeletedPerBatch {
            guard let dead = self.stored.popExpired(at: time) else { return }
            for hash in dead.hashes {
                self.index.remove(hash, pack: dead.pack)
            }
            changes.append(StateChange(key: StateKey.requestPack(index: dead.pack), value: nil))
        }
    }

    private func bytes(
        of pack: UInt64, in reader: some StateReader
    ) throws(StateReadFailure) -> [UInt8]? {
        if let fresh = self.fresh.last(where: { $0.index == pack }) { return fresh.bytes }
        guard let bytes = try reader.value(for: StateKey.requestPack(index: pack)) else {
            throw StateReadFailure("the pack of requests \(pack) is indexed and not stored")
        }
        return bytes
    }

    private static func decode(_ pair: StatePair) throws(StateReadFailure) -> RequestPack {
        do {
            var key = ByteReader(pair.key)
            _ = try key.readByte()
            let index = try key.readUInt64()
            try key.expectEnd()
            return try RequestPack(index: index, bytes: pair.value)
        } catch {
            throw StateReadFailure("a pack of requests: \(error)")
        }
    }
}
