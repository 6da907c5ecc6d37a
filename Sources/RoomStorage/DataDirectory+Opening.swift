import Raft
import RoomReplica

extension DataDirectory {
    static func openLog(
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

    /// Opens the state database that `log` names, and expects the two to fit together.
    static func openState(
        at path: String, of log: RocksLogStorage, identity: StoreIdentity,
        resources: StorageResources
    ) throws(DataDirectoryError) -> RocksStateStorage {
        let name = StateGenerations.name(of: log.generation)
        try Self.requireDirectory(name, of: path)
        let state: RocksStateStorage
        let applied: AppliedState
        do {
            state = try RocksStateStorage(
                directory: path, generation: log.generation, identity: identity,
                resources: resources)
            applied = try AppliedState.recover(from: state)
        } catch {
            throw .damaged(path: path, reason: "\(error)")
        }
        let summary = log.openedSummary
        guard applied.index >= summary.truncatedIndex, applied.index <= summary.lastIndex else {
            throw .damaged(
                path: path,
                reason: "its state \(name) is as of entry \(applied.index), but its log holds the "
                    + "entries after \(summary.truncatedIndex) through \(summary.lastIndex)")
        }
        return state
    }

    /// Throws unless the database `name` is there: RocksDB would create the directory before it
    /// says that there is none.
    static func requireDirectory(
        _ name: String, of path: String
    ) throws(DataDirectoryError) {
        let kind: FileSystem.Kind
        do {
            kind = try FileSystem.kind(of: "\(path)/\(name)")
        } catch {
            throw DataDirectoryError(error, path: path)
        }
        guard kind == .directory else {
            throw .damaged(path: path, reason: "its database \(path)/\(name) is missing")
        }
    }

    /// Deletes what is of no use any more, now that everything else turned out to be whole.
    ///
    /// A snapshot that was being received stays if it can still be gone on with: its manifest is
    /// whole, and it holds more than the state does.
    static func removeLeftovers(
        at path: String, keeping state: RocksStateStorage, failpoints: Failpoints
    ) throws(DataDirectoryError) {
        do {
            let layout = SnapshotLayout(directory: path)
            let applied = try AppliedState.recover(from: state).index
            for name in try FileSystem.names(in: path) {
                let isLeftover =
                    switch name {
                    case Name.unfinished, SnapshotLayout.Name.outgoing, BackupSource.directoryName:
                        true
                    case SnapshotLayout.Name.incoming:
                        try layout.storedManifest().map { $0.applied.index <= applied } ?? true
                    default:
                        StateGenerations.generation(named: name).map { $0 != state.generation }
                            ?? false
                    }
                guard isLeftover else { continue }
                try failpoints.pass(.before, .openingDelete)
                try FileSystem.removeTree("\(path)/\(name)")
                try failpoints.pass(.after, .openingDelete)
            }
        } catch let error as SystemCallError {
            throw DataDirectoryError(error, path: path)
        } catch {
            throw .io(path: path, reason: "\(error)")
        }
    }
}
