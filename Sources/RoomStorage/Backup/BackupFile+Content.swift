import ByteCoding
import RocksDB
import RoomReplica
import RoomState

extension BackupFile {
    /// Copies the files of the state into the new directory `scratch`, opens them and compares what
    /// they hold with what the backup says, record by record; then deletes the directory.
    ///
    /// - Parameter progress: told how many bytes of the backup were copied so far.
    package func verifyContent(
        in scratch: String, _ progress: (UInt64) -> Void = { _ in }
    ) throws(BackupFailure) {
        do throws(SystemCallError) {
            try FileSystem.createDirectory(scratch)
        } catch {
            throw .io(path: scratch, reason: "\(error)")
        }
        // What cannot be deleted does not make the backup any worse.
        defer { try? FileSystem.removeTree(scratch) }
        try self.extract(to: scratch, progress)
        try self.expectContent(at: scratch)
    }

    /// Throws unless the state database at `path` holds what the backup says: the applied entry and
    /// its term, group time, state digest, the cluster, and every record.
    func expectContent(at path: String) throws(BackupFailure) {
        let maker: StoreIdentity
        let applied: AppliedState
        let content: StableHash
        do {
            let state = try StateDatabase(path: path, .reading)
            maker = try state.identity()
            applied = try AppliedState.recover(from: state)
            content = try state.contentDigest()
        } catch {
            throw .inconsistent(path: self.path, reason: "its state cannot be read: \(error)")
        }
        guard maker == self.manifest.maker else {
            throw .inconsistent(
                path: self.path,
                reason: "it is of node \(self.manifest.maker.node) of cluster "
                    + "\(self.manifest.maker.cluster), and its state is of node \(maker.node) of "
                    + "cluster \(maker.cluster)")
        }
        guard applied == self.manifest.snapshot.applied else {
            throw .inconsistent(
                path: self.path,
                reason: "its state is as of \(applied), and the heading says "
                    + "\(self.manifest.snapshot.applied)")
        }
        guard content == self.manifest.content else {
            throw .inconsistent(
                path: self.path,
                reason: "its records have the digest \(content), and the heading says "
                    + "\(self.manifest.content)")
        }
    }
}
