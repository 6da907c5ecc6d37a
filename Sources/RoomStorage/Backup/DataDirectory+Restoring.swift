import ByteCoding
package import Raft
package import RoomReplica
import RoomState

extension DataDirectory {
    /// Makes `path`, which must be missing or empty, the data directory of `identity` with the
    /// rooms of `backup`, as of the same place in the log.
    ///
    /// The cluster must be a new one, all of whose first members begin with this very backup:
    /// `restoredCluster` makes an id that says so.
    ///
    /// 1. verify the backup, before anything is written,
    /// 2. build both databases as `format` does: the log begins after the backup's last entry and
    ///    holds none, and the state is the backup's files,
    /// 3. open that state, compare all that it holds with what the backup says, and put the new
    ///    identity in the place of the old one,
    /// 4. publish both as `format` does; until then there is no data directory.
    ///
    /// - Parameter progress: told how many bytes were read so far, of twice the backup's size.
    package static func restore(
        _ backup: BackupFile, at path: String, identity: StoreIdentity, membership: Membership,
        failpoints: Failpoints = Failpoints(), _ progress: (UInt64) -> Void = { _ in }
    ) throws(DataDirectoryError) {
        do throws(BackupFailure) {
            try backup.verify(progress)
        } catch {
            throw .unusableBackup(error)
        }
        let applied = backup.manifest.snapshot.applied
        let begin = LogPosition(index: applied.index, term: applied.term)
        let seed = LogSeed(
            begin: begin, term: applied.term,
            membership: MembershipRecord(index: applied.index, membership: membership))
        try Self.build(at: path, identity, failpoints) { work in
            try RocksLogStorage.create(
                at: "\(work)/\(Name.log)", identity: identity, seed: seed, failpoints: failpoints)
            let state = "\(work)/\(Name.firstState)"
            try FileSystem.createDirectory(state)
            try backup.extract(to: state) { progress(backup.size + $0) }
            try backup.expectContent(at: state)
            try StateDatabase(path: state, .existing).claim(for: identity, failpoints)
        }
    }

    /// The id of the cluster that is restored from `backup` as `planned` has it.
    ///
    /// It depends on both. So nodes that were restored from different backups, or formatted empty,
    /// are strangers to each other: were they one cluster, each would hold other rooms to be
    /// agreed upon, and a majority of empty nodes could elect one of them.
    package static func restoredCluster(
        _ planned: ClusterID, from backup: BackupFile
    ) -> ClusterID {
        var writer = ByteWriter(capacity: 24)
        writer.writeUInt64(planned.rawValue)
        backup.id.encode(into: &writer)
        let hash = StableHash(of: writer.bytes)
        // 0 is no id; either half of the hash is as good as the other.
        return ClusterID(hash.high != 0 ? hash.high : max(1, hash.low))
    }
}
