package import Raft
package import RoomReplica

/// A node's directory on disk, open and locked for this process.
///
/// ```
/// IDENTITY        whose directory this is, as text; written last by `format`
/// ORIGIN          which file IDENTITY is, so that a copy is noticed        (OriginFile)
/// LOCK            locked while a process uses the directory; holds its process id
/// log/            RocksDB: entries, hard state, configurations, bindings   (RocksLogStorage)
/// state-N/        RocksDB: the rooms as of an applied index                (RocksStateStorage)
/// snapshot-out/   a copy of the state that is being sent                   (RocksSnapshotStorage)
/// snapshot-in/    what has come of a snapshot                              (RocksSnapshotStorage)
/// backup-out/     a copy of the state that is being backed up              (BackupSource)
/// ```
/// The log names the generation `N` that belongs to it. The lock is held until the directory and
/// all storages are gone.
package final class DataDirectory: Sendable {
    enum Name {
        static let lock = "LOCK"
        static let log = "log"
        static let firstState = StateGenerations.name(of: StateGenerations.first)
        /// Where `format` builds what it then renames.
        static let unfinished = "format.tmp"
        /// What a fresh file system has in its root directory.
        static let lostAndFound = "lost+found"
    }

    package struct OpenOptions: Sendable {
        /// When set, a directory of another cluster is refused.
        package var expectedCluster: ClusterID?
        /// When set, a directory of another node is refused.
        package var expectedNode: NodeID?
        package var failpoints = Failpoints()
        /// Called on the log thread after each synced batch with how long it took.
        package var onLogSync: (@Sendable (Duration) -> Void)?
        /// Stands in for what the file system says is free, where a test has a disk fill up.
        package var freeBytes: (@Sendable () -> UInt64)?

        package init() {}
    }

    package let path: String
    package let identity: StoreIdentity
    package let log: RocksLogStorage
    package let state: RocksStateStorage
    package let snapshots: RocksSnapshotStorage
    package let backups: BackupSource
    private let resources: StorageResources

    /// Opens the data directory at `path` for this process alone.
    ///
    /// It creates nothing but the lock file. Once everything is open and whole, it removes what a
    /// crash or an earlier process left: state databases that the log does not name, snapshots that
    /// nobody will go on with, and what a finished `format` left under its temporary name. Opening
    /// it for the first time notes where it is, and a copy of it is refused from then on.
    package static func open(
        at path: String, options: OpenOptions = OpenOptions()
    ) throws(DataDirectoryError) -> DataDirectory {
        try DataDirectory(path: path, options: options)
    }

    private init(path: String, options: OpenOptions) throws(DataDirectoryError) {
        let identity = try Self.readIdentity(at: path)
        try Self.check(identity, against: options, path: path)
        do {
            try FileSystem.checkWritable(path)
        } catch {
            throw DataDirectoryError(error, path: path)
        }
        let lock = try Self.takeLock(at: path)
        try Self.requireOriginal(path)
        try Self.requireDirectory(Name.log, of: path)
        self.path = path
        self.identity = identity
        self.log = try Self.openLog(at: path, identity: identity, lock: lock, options: options)
        let resources = StorageResources(
            failpoints: options.failpoints, lock: lock, freeBytes: options.freeBytes)
        self.resources = resources
        self.state = try Self.openState(
            at: path, of: self.log, identity: identity, resources: resources)
        self.snapshots = RocksSnapshotStorage(
            directory: path, identity: identity, state: self.state,
            generations: self.log.generations, resources: resources)
        self.backups = BackupSource(
            directory: path, identity: identity, state: self.state, resources: resources)
        try Self.removeLeftovers(at: path, keeping: self.state, failpoints: options.failpoints)
        try Self.noteOrigin(of: path)
    }

    /// Bytes that may still be written on its file system; free-space watermarks look at it.
    package func freeBytes() throws(DataDirectoryError) -> UInt64 {
        do {
            return try self.resources.freeBytes(at: self.path)
        } catch {
            throw DataDirectoryError(error, path: self.path)
        }
    }

    /// Whose directory `path` is, without locking it or opening a database.
    package static func readIdentity(
        at path: String
    ) throws(DataDirectoryError) -> StoreIdentity {
        let bytes: [UInt8]?
        let isUnfinished: Bool
        do {
            switch try FileSystem.kind(of: path) {
            case .missing: throw DataDirectoryError.missing(path: path)
            case .other: throw DataDirectoryError.notADirectory(path: path)
            case .directory: break
            }
            // One byte more than allowed tells a file that is too long.
            bytes = try FileSystem.readFile(
                "\(path)/\(IdentityFile.name)", limit: Limits.identityFileBytes + 1)
            isUnfinished = try FileSystem.kind(of: "\(path)/\(Name.unfinished)") == .directory
        } catch let error as SystemCallError {
            throw DataDirectoryError(error, path: path)
        } catch let error as DataDirectoryError {
            throw error
        } catch {
            throw .io(path: path, reason: "\(error)")
        }
        guard let bytes else { throw .notFormatted(path: path, isUnfinished: isUnfinished) }
        do {
            return try IdentityFile(parsing: bytes).identity
        } catch .unknownVersion(let version) {
            throw .unknownFormat(path: path, version: version)
        } catch {
            throw .damaged(path: path, reason: "its file \(IdentityFile.name): \(error)")
        }
    }

    static func takeLock(at path: String) throws(DataDirectoryError) -> DirectoryLock {
        do {
            return try DirectoryLock(path: "\(path)/\(Name.lock)")
        } catch let held as DirectoryLock.Held {
            throw .locked(path: path, processID: held.processID)
        } catch let error as SystemCallError {
            throw DataDirectoryError(error, path: path)
        } catch {
            throw .io(path: path, reason: "\(error)")
        }
    }

    private static func check(
        _ identity: StoreIdentity, against options: OpenOptions, path: String
    ) throws(DataDirectoryError) {
        if let expected = options.expectedCluster, expected != identity.cluster {
            throw .otherCluster(path: path, found: identity.cluster, expected: expected)
        }
        if let expected = options.expectedNode, expected != identity.node {
            throw .otherNode(path: path, found: identity.node, expected: expected)
        }
    }
}
