import ByteCoding
import RocksDB
import RoomReplica
import RoomState

/// One generation of a node's rooms: a RocksDB database without a write-ahead log.
///
/// It has exactly one column family, so its tables are flushed in the order in which batches were
/// written: whatever a crash leaves is a prefix of the batches, whole ones, and each carries the
/// applied index. It is closed when the last one who reads it lets go.
final class StateDatabase: StateReader {
    enum Mode {
        case creating
        case existing
        /// Writes nothing but an information log.
        case reading
    }

    /// The first byte of what the storage keeps here itself; no key of the rooms begins with it.
    static let reservedPrefix: UInt8 = 0xff
    private static let identityKey: [UInt8] = [reservedPrefix, 0x01]

    let path: String
    let database: Database
    let family: ColumnFamily

    init(path: String, _ mode: Mode) throws(RocksDBError) {
        var options = DatabaseOptions()
        options.createsNew = mode == .creating
        var family = ColumnFamilyOptions(name: ColumnFamilyOptions.defaultName)
        family.writeBufferBytes = Limits.stateWriteBufferBytes
        family.blockCacheBytes =
            mode == .existing ? Limits.stateCacheBytes : Limits.stateCheckCacheBytes
        family.bloomBitsPerKey = 10
        self.path = path
        self.database =
            switch mode {
            case .creating, .existing:
                try Database(path: path, options: options, families: [family])
            case .reading:
                try Database(readingAt: path, options: options, families: [family])
            }
        self.family = self.database.families[0]
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        try self.value(for: key, at: nil)
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        try self.pairs(withPrefix: prefix, from: start, limit: limit, at: nil)
    }

    /// - Parameter snapshot: as of when; `nil` for now.
    func value(
        for key: [UInt8], at snapshot: Snapshot?
    ) throws(StateReadFailure) -> [UInt8]? {
        do {
            return try self.database.value(for: key, in: self.family, at: snapshot)
        } catch {
            throw StateReadFailure("reading \(self.path) failed: \(error)")
        }
    }

    /// - Parameter snapshot: as of when; `nil` for now.
    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int, at snapshot: Snapshot?
    ) throws(StateReadFailure) -> [StatePair] {
        var lower = prefix
        if let start, prefix.lexicographicallyPrecedes(start) { lower = start }
        // Without a prefix everything is asked for, and that ends where the reserved keys begin.
        let upper = Self.successor(ofPrefix: prefix) ?? [Self.reservedPrefix]
        guard limit > 0, lower.lexicographicallyPrecedes(upper) else { return [] }
        var cursor =
            if let snapshot {
                Cursor(
                    over: self.family, of: self.database, at: snapshot, from: lower, to: upper)
            } else {
                Cursor(over: self.family, of: self.database, from: lower, to: upper)
            }
        var pairs: [StatePair] = []
        cursor.seekToFirst()
        while cursor.isValid, pairs.count < limit {
            pairs.append(StatePair(key: cursor.key, value: cursor.value))
            cursor.next()
        }
        do {
            try cursor.checkError()
        } catch {
            throw StateReadFailure("reading \(self.path) failed: \(error)")
        }
        return pairs
    }

    /// Reads every block of every table, so that its checksums are verified, and expects no
    /// reserved key but the one of the identity.
    ///
    /// Throws a `RocksDBError` when they cannot be read, by which damage is told from a disk that
    /// fails, and a `StateReadFailure` for what should not be there.
    func verifyTables() throws {
        try self.forEachRecord { _ in }
    }

    /// Does what `verifyTables` does, and folds every key and value into one digest.
    ///
    /// Databases that hold the same records have the same one; whose they are does not count, nor
    /// does how RocksDB has laid them out.
    func contentDigest() throws -> StableHash {
        var digest = StableHash.zero
        var writer = ByteWriter(capacity: 4096)
        try self.forEachRecord { cursor in
            writer.reset()
            writer.writeBytes(cursor.key)
            writer.writeBytes(cursor.value)
            digest = StableHash(of: writer.bytes, seed: digest)
        }
        return digest
    }

    /// Lends a cursor that stands on one record after the other, but for the reserved one.
    private func forEachRecord(_ body: (borrowing Cursor) -> Void) throws {
        var cursor = Cursor(over: self.family, of: self.database, fillsCache: false)
        cursor.seekToFirst()
        while cursor.isValid {
            let isReserved = cursor.withKey { $0.first == Self.reservedPrefix }
            if !isReserved {
                body(cursor)
            } else if !cursor.withKey({ $0.elementsEqual(Self.identityKey) }) {
                throw StateReadFailure("\(self.path) holds the unknown key \(cursor.key)")
            }
            cursor.next()
        }
        try cursor.checkError()
    }

    /// Whose state it is.
    func identity() throws(StateReadFailure) -> StoreIdentity {
        let bytes = try self.value(for: Self.identityKey)
        do throws(DecodingFailure) {
            var reader = ByteReader(bytes ?? [])
            let identity = try StoreIdentity(from: &reader)
            try reader.expectEnd()
            return identity
        } catch {
            throw StateReadFailure("\(self.path) does not say whose it is: \(error)")
        }
    }

    /// Makes it the state of `identity`, durably.
    func claim(for identity: StoreIdentity, _ failpoints: Failpoints) throws {
        try failpoints.pass(.before, .formatStateWrite)
        try self.setIdentity(identity)
        try failpoints.pass(.after, .formatStateWrite)
        try failpoints.pass(.before, .formatStateFlush)
        try self.flush()
        try failpoints.pass(.after, .formatStateFlush)
    }

    /// Makes it the state of `identity`; durable after the next flush.
    func setIdentity(_ identity: StoreIdentity) throws(RocksDBError) {
        var writer = ByteWriter()
        identity.encode(into: &writer)
        var batch = WriteBatch()
        batch.put(Self.identityKey, writer.bytes, in: self.family)
        try self.database.write(batch, options: .withoutWriteAheadLog())
    }

    /// Returns when everything written so far is in synced tables.
    func flush() throws(RocksDBError) {
        try self.database.flush(self.family)
    }

    /// The first key after all keys with `prefix`; `nil` when there is none.
    static func successor(ofPrefix prefix: [UInt8]) -> [UInt8]? {
        guard let position = prefix.lastIndex(where: { $0 != 0xff }) else { return nil }
        var successor = Array(prefix[...position])
        successor[position] += 1
        return successor
    }
}
