import ByteCoding
import RocksDB
package import RoomReplica
package import RoomState
import Synchronization

/// A node's rooms in a RocksDB database without a write-ahead log, replaced as a whole by a
/// received snapshot.
///
/// Whatever a crash leaves is a prefix of the batches, whole ones (see `StateDatabase`). One thread
/// at a time writes or adopts; any thread reads, and holds no lock while it does.
package final class RocksStateStorage: StateStorage {
    private struct Current: Sendable {
        var generation: UInt64
        var database: StateDatabase
    }

    /// The data directory, in which each generation has a directory of its own.
    private let directory: String
    private let identity: StoreIdentity
    private let current: Mutex<Current>
    private let failpoints: Failpoints
    private let lock: DirectoryLock?
    private let unsynced = WriteOptions.withoutWriteAheadLog()
    #if PLANTED_DEFECTS
    let lastBatch = Mutex<[StateChange]>([])
    #endif

    /// Opens `generation` of the state in the data directory `directory`; throws when it is not one
    /// of `identity`.
    init(
        directory: String, generation: UInt64, identity: StoreIdentity,
        resources: StorageResources
    ) throws(StateStorageError) {
        self.directory = directory
        self.identity = identity
        self.failpoints = resources.failpoints
        self.lock = resources.lock
        let database = try Self.openDatabase(generation, in: directory, identity: identity)
        self.current = Mutex(Current(generation: generation, database: database))
        #if PLANTED_DEFECTS
        try self.forgetRequests()
        #endif
    }

    /// Creates the state database in directory `path`, holding only who it belongs to.
    static func create(
        at path: String, identity: StoreIdentity, failpoints: Failpoints
    ) throws(StorageCreationError) {
        do {
            try StateDatabase(path: path, .creating).claim(for: identity, failpoints)
        } catch {
            throw StorageCreationError("\(path) cannot be created: \(error)")
        }
    }

    /// Writes a copy of what is stored to the new directory `path`, as the state of `identity`.
    ///
    /// Tables are linked where the file system allows it.
    func copy(to path: String, identity: StoreIdentity, failpoints: Failpoints) throws {
        try Checkpoint(of: self.database.database).create(at: path)
        try StateDatabase(path: path, .existing).claim(for: identity, failpoints)
    }

    /// The generation in use.
    package var generation: UInt64 { self.current.withLock { $0.generation } }

    /// What is read and written now; it stays open for whoever holds it.
    var database: StateDatabase { self.current.withLock { $0.database } }

    package func write(_ changes: [StateChange]) throws(StateStorageError) {
        guard !changes.isEmpty else { return }
        let current = self.database
        var batch = WriteBatch()
        for change in changes {
            invariant(
                change.key.first.map { $0 != StateDatabase.reservedPrefix } ?? false,
                "a state key is empty or begins with the reserved byte "
                    + "\(StateDatabase.reservedPrefix)")
            if let value = change.value {
                batch.put(change.key, value, in: current.family)
            } else {
                batch.delete(change.key, in: current.family)
            }
        }
        do {
            #if PLANTED_DEFECTS
            try self.rememberBefore(changes)
            #endif
            try self.failpoints.pass(.before, .stateWrite)
            try current.database.write(batch, options: self.unsynced)
            try self.failpoints.pass(.after, .stateWrite)
        } catch {
            throw StateStorageError("a write to \(current.path) failed: \(error)")
        }
    }

    package func flush() throws(StateStorageError) {
        let current = self.database
        do {
            try self.failpoints.pass(.before, .stateFlush)
            try current.flush()
            try self.failpoints.pass(.after, .stateFlush)
        } catch {
            throw StateStorageError("a flush of \(current.path) failed: \(error)")
        }
    }

    /// Goes on with `generation`, which `RocksSnapshotStorage` received and the log names.
    ///
    /// 1. open its database, which no reader has to wait for,
    /// 2. put it in the place of the old one,
    /// 3. delete the old one once nobody reads it: at once, or by the last reader.
    package func adopt(generation: UInt64) throws(StateStorageError) {
        let old = self.generation
        guard generation != old else { return }
        invariant(generation > old, "state generation \(generation) adopted after \(old)")
        let database = try Self.openDatabase(
            generation, in: self.directory, identity: self.identity)
        let retired: RetiredState
        do {
            try self.failpoints.pass(.before, .stateSwitch)
            var last: StateDatabase? = self.exchange(
                for: Current(generation: generation, database: database))
            retired = RetiredState(
                path: last?.path ?? "", failpoints: self.failpoints, lock: self.lock)
            if let last { retired.deleteWhenClosed(last.database) }
            try self.failpoints.pass(.after, .stateSwitch)
            last = nil
        } catch {
            throw StateStorageError("the switch to \(database.path) failed: \(error)")
        }
        if let failure = retired.failure {
            throw StateStorageError("what \(database.path) replaced is not deleted: \(failure)")
        }
    }

    package func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        try self.database.value(for: key)
    }

    package func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        try self.database.pairs(withPrefix: prefix, from: start, limit: limit)
    }

    package func view() -> any StateReader {
        StateView(of: self.database)
    }

    /// Sizes for metrics; cheap enough for every scrape.
    package func statistics() -> StorageStatistics {
        let current = self.database
        return StorageStatistics(of: current.database, families: [current.family])
    }

    private func exchange(for new: Current) -> StateDatabase {
        self.current.withLock { current in
            let old = current.database
            current = new
            return old
        }
    }

    private static func openDatabase(
        _ generation: UInt64, in directory: String, identity expected: StoreIdentity
    ) throws(StateStorageError) -> StateDatabase {
        let path = "\(directory)/\(StateGenerations.name(of: generation))"
        let database: StateDatabase
        let found: StoreIdentity
        do {
            // RocksDB would create the directory before it says that there is no database.
            guard try FileSystem.kind(of: path) == .directory else {
                throw StateStorageError("\(path) is missing")
            }
            database = try StateDatabase(path: path, .existing)
            found = try database.identity()
        } catch {
            throw StateStorageError("\(path) cannot be opened: \(error)")
        }
        guard found == expected else {
            throw StateStorageError(
                "\(path) is the state of node \(found.node), store \(found.store) of cluster "
                    + "\(found.cluster), not of node \(expected.node), store \(expected.store) of "
                    + "cluster \(expected.cluster)")
        }
        return database
    }
}
