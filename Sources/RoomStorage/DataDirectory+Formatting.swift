package import Raft
package import RoomReplica

extension DataDirectory {
    /// Makes `path`, which must be missing or empty, the data directory of `identity`.
    ///
    /// The ids are arguments: it mints nothing. It writes everything once and syncs it, and a crash
    /// leaves either no data directory, which `format` may be run on again, or a whole one:
    ///
    /// 1. build both databases under `format.tmp` and sync every file of them,
    /// 2. rename them to `log` and `state-0`,
    /// 3. write and sync `IDENTITY` under `format.tmp`,
    /// 4. rename it into place, which makes the directory one, and sync the directory,
    /// 5. remove `format.tmp`.
    package static func format(
        at path: String, identity: StoreIdentity, membership: Membership,
        failpoints: Failpoints = Failpoints()
    ) throws(DataDirectoryError) {
        try Self.build(at: path, identity, failpoints) { work in
            try RocksLogStorage.create(
                at: "\(work)/\(Name.log)", identity: identity, seed: LogSeed(membership),
                failpoints: failpoints)
            try RocksStateStorage.create(
                at: "\(work)/\(Name.firstState)", identity: identity, failpoints: failpoints)
        }
    }

    /// Makes `path` the data directory of `identity` out of the two databases that `make` writes
    /// into the directory it is given; the steps are those of `format`.
    static func build(
        at path: String, _ identity: StoreIdentity, _ failpoints: Failpoints,
        _ make: (String) throws -> Void
    ) throws(DataDirectoryError) {
        guard identity.isWhole else {
            throw .io(path: path, reason: "a cluster, node or store id is 0, and no id may be")
        }
        do {
            try Self.prepareDirectory(path, failpoints)
            try FileSystem.checkWritable(path)
            let lock = try Self.takeLock(at: path)
            // What is there is judged again under the lock: another `format` may have finished.
            try Self.checkFormattable(path)
            for name in [Name.unfinished, Name.log, Name.firstState] {
                try FileSystem.removeTree("\(path)/\(name)")
            }
            let work = "\(path)/\(Name.unfinished)"
            try FileSystem.createDirectory(work)
            try FileSystem.sync(path)
            try make(work)
            try failpoints.pass(.before, .formatSync)
            try FileSystem.syncTree(work)
            try failpoints.pass(.after, .formatSync)
            try Self.publish(from: work, to: path, identity, failpoints)
            try FileSystem.removeTree(work)
            withExtendedLifetime(lock) {}
        } catch let error as DataDirectoryError {
            throw error
        } catch let failure as BackupFailure {
            throw .unusableBackup(failure)
        } catch let error as SystemCallError {
            throw DataDirectoryError(error, path: path)
        } catch {
            throw .io(path: path, reason: "\(error)")
        }
    }

    /// Creates the directory when it is missing, and refuses one that must not be formatted.
    private static func prepareDirectory(_ path: String, _ failpoints: Failpoints) throws {
        switch try FileSystem.kind(of: path) {
        case .other:
            throw DataDirectoryError.notADirectory(path: path)
        case .directory:
            try Self.checkFormattable(path)
        case .missing:
            try failpoints.pass(.before, .formatDirectoryCreate)
            try FileSystem.createDirectory(path)
            try FileSystem.sync(FileSystem.parent(of: path))
            try failpoints.pass(.after, .formatDirectoryCreate)
        }
    }

    /// Throws unless the directory is empty, or holds only what an unfinished `format` left.
    private static func checkFormattable(_ path: String) throws {
        let names = try FileSystem.names(in: path)
        if names.contains(IdentityFile.name) {
            throw DataDirectoryError.alreadyFormatted(
                path: path, identity: try Self.readIdentity(at: path))
        }
        var allowed: Set<String> = [Name.lock, Name.lostAndFound]
        // `format.tmp` is there before `log` and `state-0` and goes after `IDENTITY` came, so with
        // it they are ours and hold nothing.
        if names.contains(Name.unfinished) {
            allowed.formUnion([Name.unfinished, Name.log, Name.firstState])
        }
        if let found = names.first(where: { !allowed.contains($0) }) {
            throw DataDirectoryError.notEmpty(path: path, found: found)
        }
    }

    private static func publish(
        from work: String, to path: String, _ identity: StoreIdentity, _ failpoints: Failpoints
    ) throws {
        for (name, step) in [
            (Name.log, Failpoint.Step.formatLogRename), (Name.firstState, .formatStateRename),
        ] {
            try failpoints.pass(.before, step)
            try FileSystem.rename("\(work)/\(name)", to: "\(path)/\(name)")
            try failpoints.pass(.after, step)
        }
        // The names of both databases must be durable before the file that vouches for them.
        try FileSystem.sync(path)
        let temporary = "\(work)/\(IdentityFile.name)"
        try failpoints.pass(.before, .formatIdentityWrite)
        try FileSystem.writeFile(temporary, Array(IdentityFile(identity: identity).text.utf8))
        try failpoints.pass(.after, .formatIdentityWrite)
        try failpoints.pass(.before, .formatIdentitySync)
        try FileSystem.sync(temporary)
        try failpoints.pass(.after, .formatIdentitySync)
        try failpoints.pass(.before, .formatIdentityRename)
        try FileSystem.rename(temporary, to: "\(path)/\(IdentityFile.name)")
        try failpoints.pass(.after, .formatIdentityRename)
        try failpoints.pass(.before, .formatDirectorySync)
        try FileSystem.sync(path)
        try failpoints.pass(.after, .formatDirectorySync)
    }
}
