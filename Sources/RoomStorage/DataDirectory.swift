package import Raft
package import RoomReplica

/// A node's directory on disk, open and locked for this process.
///
/// ```
/// IDENTITY   whose directory this is, as text; written last by `format`
/// LOCK       locked while a process uses the directory; holds its process id
/// log/       RocksDB: entries, hard state, configurations, bindings   (RocksLogStorage)
/// state/     RocksDB: the rooms as of an applied index                (RocksStateStorage)
/// ```
/// The lock is held until the directory and both storages are gone.
package final class DataDirectory: Sendable {
    enum Name {
        static let lock = "LOCK"
        static let log = "log"
        static let state = "state"
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

        package init() {}
    }

    package let path: String
    package let identity: StoreIdentity
    package let log: RocksLogStorage
    package let state: RocksStateStorage
    private let lock: DirectoryLock

    /// Opens the data directory at `path` for this process alone.
    ///
    /// It creates nothing but the lock file, and removes nothing but what a finished `format` left
    /// under its temporary name.
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
        do {
            for name in [Name.log, Name.state] {
                // RocksDB would create the directory before it says that there is no database.
                guard try FileSystem.kind(of: "\(path)/\(name)") == .directory else {
                    throw DataDirectoryError.damaged(
                        path: path, reason: "its database \(path)/\(name) is missing")
                }
            }
            try FileSystem.removeTree("\(path)/\(Name.unfinished)")
        } catch let error as SystemCallError {
            throw DataDirectoryError(error, path: path)
        } catch let error as DataDirectoryError {
            throw error
        } catch {
            throw .io(path: path, reason: "\(error)")
        }
        self.path = path
        self.identity = identity
        self.lock = lock
        self.log = try Self.openLog(at: path, identity: identity, lock: lock, options: options)
        do {
            self.state = try RocksStateStorage(
                path: "\(path)/\(Name.state)", identity: identity,
                failpoints: options.failpoints, lock: lock)
        } catch {
            throw .damaged(path: path, reason: error.description)
        }
    }

    /// Bytes that may still be written on its file system; free-space watermarks look at it.
    package func freeBytes() throws(DataDirectoryError) -> UInt64 {
        do {
            return try FileSystem.freeBytes(at: self.path)
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

    private static func openLog(
        at path: String, identity: StoreIdentity, lock: DirectoryLock, options: OpenOptions
    ) throws(DataDirectoryError) -> RocksLogStorage {
        var logOptions = RocksLogStorage.Options()
        logOptions.failpoints = options.failpoints
        logOptions.onSync = options.onLogSync
        logOptions.lock = lock
        let log: RocksLogStorage
        do throws(LogStorageError) {
            log = try RocksLogStorage.open(at: "\(path)/\(Name.log)", options: logOptions)
        } catch {
            switch error {
            case .corrupt(let reason): throw .damaged(path: path, reason: reason)
            case .io(let reason): throw .io(path: path, reason: reason)
            }
        }
        guard log.identity == identity else {
            throw .damaged(
                path: path,
                reason: "its file \(IdentityFile.name) names node \(identity.node), store "
                    + "\(identity.store) of cluster \(identity.cluster), but its log is of node "
                    + "\(log.identity.node), store \(log.identity.store) of cluster "
                    + "\(log.identity.cluster)")
        }
        return log
    }
}
