import ByteCoding
import Raft
import RocksDB
package import RoomReplica
import Synchronization

/// A node's log and hard state in one RocksDB database, every write synced.
///
/// One thread calls `write`; `entries` may be called by any thread at the same time, and so may
/// `truncatePrefix` and `pin`, which wait for a write under way. After a failed write every further
/// one fails with the same error: what the kernel dropped after a failed sync cannot be told.
package final class RocksLogStorage: LogStorage {
    /// What the writers know of the stored log; changed only after the batch is durable.
    struct Contents: Sendable {
        var state: GroupState
        var truncation: LogPosition
        /// The state database that belongs to the log.
        var generation: UInt64
        /// Ascending; the first is the newest one at or before the truncated index.
        var memberships: [MembershipRecord]
        var pins: [NodeID: StoreID]
        var failure: LogStorageError?
    }

    /// What readers know of it, without waiting for a write under way.
    struct Extent: Hashable, Sendable {
        var truncatedIndex: LogIndex
        var lastIndex: LogIndex
        /// Odd while a batch that replaces a suffix, or the whole log, is being written, so that a
        /// reader can tell a log that got shorter from one that has a hole.
        var rewrites: UInt64 = 0
    }

    let path: String
    let group: GroupID
    let coding: EntryCoding
    let database: Database
    let entryFamily: ColumnFamily
    let metaFamily: ColumnFamily
    let contents: Mutex<Contents>
    let extent: Mutex<Extent>
    let options: Options
    /// The state databases that may be installed.
    let generations: StateGenerations
    private let recovered: RecoveredLog
    private let syncs = Atomic<UInt64>(0)
    private let syncedWrite = WriteOptions.synced()

    package struct Options: Sendable {
        package var failpoints = Failpoints()
        /// Called on the writing thread after each synced batch with how long it took.
        package var onSync: (@Sendable (Duration) -> Void)?
        /// Kept as long as the database is open.
        var lock: DirectoryLock?

        package init() {}
    }

    /// Takes over an opened database and what was read from it; see `open(at:options:)`.
    init(path: String, database: Database, loaded: LoadedLog, options: Options) {
        self.path = path
        self.group = .first
        self.coding = EntryCoding(cluster: loaded.recovered.identity.cluster, group: .first)
        self.database = database
        self.entryFamily = database.families[LogFamily.entries.rawValue]
        self.metaFamily = database.families[LogFamily.meta.rawValue]
        self.options = options
        self.generations = StateGenerations(named: loaded.generation)
        self.recovered = loaded.recovered
        self.contents = Mutex(
            Contents(
                state: loaded.state, truncation: loaded.truncation,
                generation: loaded.generation, memberships: loaded.recovered.memberships,
                pins: loaded.recovered.pins))
        self.extent = Mutex(
            Extent(
                truncatedIndex: loaded.truncation.index, lastIndex: loaded.state.lastIndex))
    }

    package var identity: StoreIdentity { self.recovered.identity }

    /// The state database that belongs to the log.
    package var generation: UInt64 { self.contents.withLock { $0.generation } }

    /// Synced batches since it was opened.
    package var syncCount: UInt64 { self.syncs.load(ordering: .relaxed) }

    /// What the log held when it was opened.
    var openedSummary: LogSummary { self.recovered.summary }

    package func recover() throws(LogStorageError) -> RecoveredLog {
        self.recovered
    }

    /// Sizes for metrics; cheap enough for every scrape.
    package func statistics() -> StorageStatistics {
        StorageStatistics(of: self.database, families: [self.entryFamily, self.metaFamily])
    }

    /// Writes `batch` and syncs it, between the failpoints of `step`.
    func writeSynced(
        _ batch: consuming WriteBatch, step: Failpoint.Step
    ) throws(LogStorageError) {
        let clock = ContinuousClock()
        try self.pass(.before, step)
        let start = clock.now
        do {
            #if PLANTED_DEFECTS
            let isHasty = PlantedDefect.ackBeforeFsync.isChosen
            try self.database.write(
                batch, options: isHasty ? WriteOptions.buffered() : self.syncedWrite)
            #else
            try self.database.write(batch, options: self.syncedWrite)
            #endif
        } catch {
            throw .io("a synced write to \(self.path) failed: \(error)")
        }
        self.syncs.add(1, ordering: .relaxed)
        self.options.onSync?(clock.now - start)
        try self.pass(.after, step)
    }

    /// Runs a write that no other one overlaps.
    ///
    /// After a failed write or sync nothing more is written; a refusal (`.corrupt`) comes before
    /// anything is written, and ends nothing.
    func withWriter(
        _ body: (inout Contents) throws(LogStorageError) -> Void
    ) throws(LogStorageError) {
        try self.contents.withLock { contents throws(LogStorageError) in
            if let failure = contents.failure { throw failure }
            do throws(LogStorageError) {
                try body(&contents)
            } catch {
                if case .io = error { contents.failure = error }
                throw error
            }
        }
    }

    private func pass(
        _ moment: Failpoint.Moment, _ step: Failpoint.Step
    ) throws(LogStorageError) {
        do {
            try self.options.failpoints.pass(moment, step)
        } catch {
            throw .io("a write to \(self.path) failed: \(error)")
        }
    }
}
