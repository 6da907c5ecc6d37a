import ByteCoding
import RocksDB
package import RoomReplica
package import RoomState

/// A node's rooms in one RocksDB database without a write-ahead log.
///
/// It has exactly one column family, so its tables are flushed in the order in which batches were
/// written: whatever a crash leaves is a prefix of the batches, whole ones, and each carries the
/// applied index. The log is replayed from there.
package final class RocksStateStorage: StateStorage {
    /// The first byte of what the storage keeps here itself; no key of the rooms begins with it.
    package static let reservedPrefix: UInt8 = 0xff
    private static let identityKey: [UInt8] = [reservedPrefix, 0x01]

    private let path: String
    private let database: Database
    private let family: ColumnFamily
    private let failpoints: Failpoints
    private let lock: DirectoryLock?
    private let unsynced = WriteOptions.withoutWriteAheadLog()

    /// Opens the state database in directory `path`; throws when it is not one of `identity`.
    package static func open(
        at path: String, identity: StoreIdentity, failpoints: Failpoints = Failpoints()
    ) throws(StateStorageError) -> RocksStateStorage {
        try RocksStateStorage(
            path: path, identity: identity, failpoints: failpoints, lock: nil)
    }

    init(
        path: String, identity: StoreIdentity, failpoints: Failpoints, lock: DirectoryLock?
    ) throws(StateStorageError) {
        self.path = path
        self.failpoints = failpoints
        self.lock = lock
        do {
            self.database = try Self.openDatabase(at: path, createsNew: false)
        } catch {
            throw StateStorageError("\(path) cannot be opened: \(error)")
        }
        self.family = self.database.families[0]
        try self.checkIdentity(identity)
    }

    /// Creates the state database in directory `path`, holding only who it belongs to.
    static func create(
        at path: String, identity: StoreIdentity, failpoints: Failpoints
    ) throws(StorageCreationError) {
        do {
            let database = try Self.openDatabase(at: path, createsNew: true)
            var writer = ByteWriter()
            identity.encode(into: &writer)
            var batch = WriteBatch()
            batch.put(Self.identityKey, writer.bytes, in: database.families[0])
            try failpoints.pass(.before, .formatStateWrite)
            try database.write(batch, options: .withoutWriteAheadLog())
            try failpoints.pass(.after, .formatStateWrite)
            try failpoints.pass(.before, .formatStateFlush)
            try database.flush(database.families[0])
            try failpoints.pass(.after, .formatStateFlush)
        } catch {
            throw StorageCreationError("\(path) cannot be created: \(error)")
        }
    }

    package func write(_ changes: [StateChange]) throws(StateStorageError) {
        guard !changes.isEmpty else { return }
        var batch = WriteBatch()
        for change in changes {
            invariant(
                change.key.first.map { $0 != Self.reservedPrefix } ?? false,
                "a state key is empty or begins with the reserved byte \(Self.reservedPrefix)")
            if let value = change.value {
                batch.put(change.key, value, in: self.family)
            } else {
                batch.delete(change.key, in: self.family)
            }
        }
        do {
            try self.failpoints.pass(.before, .stateWrite)
            try self.database.write(batch, options: self.unsynced)
            try self.failpoints.pass(.after, .stateWrite)
        } catch {
            throw StateStorageError("a write to \(self.path) failed: \(error)")
        }
    }

    package func flush() throws(StateStorageError) {
        do {
            try self.failpoints.pass(.before, .stateFlush)
            try self.database.flush(self.family)
            try self.failpoints.pass(.after, .stateFlush)
        } catch {
            throw StateStorageError("a flush of \(self.path) failed: \(error)")
        }
    }

    package func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        do {
            return try self.database.value(for: key, in: self.family)
        } catch {
            throw StateReadFailure("reading \(self.path) failed: \(error)")
        }
    }

    package func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        var lower = prefix
        if let start, prefix.lexicographicallyPrecedes(start) { lower = start }
        // Without a prefix everything is asked for, and that ends where the reserved keys begin.
        let upper = Self.successor(ofPrefix: prefix) ?? [Self.reservedPrefix]
        guard limit > 0, lower.lexicographicallyPrecedes(upper) else { return [] }
        var cursor = Cursor(over: self.family, of: self.database, from: lower, to: upper)
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

    /// Sizes for metrics; cheap enough for every scrape.
    package func statistics() -> StorageStatistics {
        StorageStatistics(of: self.database, families: [self.family])
    }

    /// The first key after all keys with `prefix`; `nil` when there is none.
    static func successor(ofPrefix prefix: [UInt8]) -> [UInt8]? {
        guard let position = prefix.lastIndex(where: { $0 != 0xff }) else { return nil }
        var successor = Array(prefix[...position])
        successor[position] += 1
        return successor
    }

    private func checkIdentity(_ expected: StoreIdentity) throws(StateStorageError) {
        let found: StoreIdentity
        do {
            let bytes = try self.database.value(for: Self.identityKey, in: self.family)
            var reader = ByteReader(bytes ?? [])
            found = try StoreIdentity(from: &reader)
            try reader.expectEnd()
        } catch {
            throw StateStorageError("\(self.path) does not say whose it is: \(error)")
        }
        guard found == expected else {
            throw StateStorageError(
                "\(self.path) is the state of node \(found.node), store \(found.store) of cluster "
                    + "\(found.cluster), not of node \(expected.node), store \(expected.store) of "
                    + "cluster \(expected.cluster)")
        }
    }

    private static func openDatabase(
        at path: String, createsNew: Bool
    ) throws(RocksDBError) -> Database {
        var options = DatabaseOptions()
        options.createsNew = createsNew
        var family = ColumnFamilyOptions(name: ColumnFamilyOptions.defaultName)
        family.writeBufferBytes = Limits.stateWriteBufferBytes
        family.blockCacheBytes = Limits.stateCacheBytes
        family.bloomBitsPerKey = 10
        family.compression = .lz4
        return try Database(path: path, options: options, families: [family])
    }
}
