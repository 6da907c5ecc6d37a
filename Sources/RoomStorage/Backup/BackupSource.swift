import ByteCoding
import RocksDB
package import RoomReplica
import RoomState
import Synchronization

/// Makes backups of a node's rooms while it serves, and reads them out piece by piece.
///
/// A backup is a checkpoint of the state database beside it, in `backup-out`, whose tables are hard
/// links; it takes no space but for what the state has meanwhile compacted away. There is one at a
/// time. Nothing here changes the state in use or the log.
package final class BackupSource: Sendable {
    static let directoryName = "backup-out"

    private struct Made: Sendable {
        var heading: [UInt8]
        var files: SnapshotFiles
        var size: UInt64
    }

    private let directory: String
    private let identity: StoreIdentity
    private let state: RocksStateStorage
    private let resources: StorageResources
    /// Held for the whole of each call: it is one thread that makes them.
    private let made = Mutex<Made?>(nil)

    init(
        directory: String, identity: StoreIdentity, state: RocksStateStorage,
        resources: StorageResources
    ) {
        self.directory = directory
        self.identity = identity
        self.state = state
        self.resources = resources
    }

    private var outgoing: String { "\(self.directory)/\(Self.directoryName)" }

    /// Makes a backup of what the state storage holds now, in place of the one made before, and
    /// returns how long its file is.
    ///
    /// Every block of it is read, so that damage of the state does not travel; then the error is
    /// `.damaged`, and the node must stop.
    package func make(_ details: BackupDetails) throws(SnapshotStorageError) -> UInt64 {
        try self.made.withLock { made throws(SnapshotStorageError) in
            do {
                made = nil
                try FileSystem.removeTree(self.outgoing)
                let source = self.state.database
                try self.checkSpace(for: source)
                try FileSystem.createDirectory(self.outgoing)
                let path = "\(self.outgoing)/checkpoint"
                try Checkpoint(of: source.database).create(at: path)
                let backup = try self.read(path, details)
                made = backup
                return backup.size
            } catch {
                // The disk may refuse this as well; then the next call, or opening, deletes it.
                try? FileSystem.removeTree(self.outgoing)
                throw error as? SnapshotStorageError ?? .io("making a backup failed: \(error)")
            }
        }
    }

    /// Bytes of the backup's file from `offset` on: `count`, or as many as there are.
    package func read(
        from offset: UInt64, count: Int
    ) throws(SnapshotStorageError) -> [UInt8] {
        try self.made.withLock { made throws(SnapshotStorageError) in
            guard let made else { throw .invalid("none was made that could be read") }
            guard offset < made.size, count > 0 else { return [] }
            let count = min(UInt64(count), made.size - offset)
            let start = UInt64(made.heading.count)
            var bytes: [UInt8] = []
            if offset < start {
                bytes += made.heading[Int(offset)...].prefix(Int(count))
            }
            let rest = Int(count) - bytes.count
            guard rest > 0 else { return bytes }
            do {
                let position = offset + UInt64(bytes.count) - start
                return bytes + (try made.files.bytes(from: position, count: rest))
            } catch {
                throw error as? SnapshotStorageError ?? .io("reading a backup failed: \(error)")
            }
        }
    }

    /// Deletes the backup that was made, if there is one.
    package func release() throws(SnapshotStorageError) {
        try self.made.withLock { made throws(SnapshotStorageError) in
            made = nil
            do {
                try FileSystem.removeTree(self.outgoing)
            } catch {
                throw .io("deleting a backup failed: \(error)")
            }
        }
    }

    /// A failed flush would end all writing to the state that is in use.
    private func checkSpace(for source: StateDatabase) throws {
        let buffered = StorageStatistics(of: source.database, families: [source.family])
        let free = try self.resources.freeBytes(at: self.directory)
        let needed = buffered.bufferBytes + Limits.snapshotFreeBytes
        guard free >= needed else {
            throw SnapshotStorageError.io(
                "\(self.directory) has \(free) bytes free, and a backup needs \(needed)")
        }
    }

    private func read(_ path: String, _ details: BackupDetails) throws -> Made {
        // Listed first: opening it leaves an information log.
        let names = try FileSystem.names(in: path).filter(SnapshotLayout.isData)
        let state = try Self.verified(path)
        var files: [SnapshotManifest.File] = []
        var pieces: [[UInt32]] = []
        for name in names {
            var whole = CRC32C()
            var size: UInt64 = 0
            var checksums: [UInt32] = []
            while true {
                let piece = try FileSystem.read(
                    "\(path)/\(name)", from: size, count: Int(Limits.backupPieceBytes))
                if piece.isEmpty { break }
                whole.update(piece)
                checksums.append(CRC32C.checksum(piece))
                size += UInt64(piece.count)
            }
            files.append(SnapshotManifest.File(name: name, size: size, crc32c: whole.value))
            pieces.append(checksums)
        }
        let snapshot = SnapshotManifest(applied: state.applied, files: files)
        let manifest = BackupManifest(
            details, maker: self.identity, rooms: state.rooms, content: state.content,
            files: snapshot, pieces: pieces)
        let heading = BackupHeading.encode(manifest)
        guard files.count <= RoomReplica.Limits.snapshotFiles,
            heading.count <= Limits.backupManifestBytes
        else {
            throw SnapshotStorageError.io(
                "the state has \(files.count) files, and a backup takes "
                    + "\(RoomReplica.Limits.snapshotFiles)")
        }
        return Made(
            heading: heading, files: SnapshotFiles(directory: path, files: files),
            size: UInt64(heading.count) + snapshot.size)
    }

    private struct Content {
        var applied: AppliedState
        var rooms: UInt64
        /// Of all that it holds.
        var content: StableHash
    }

    /// What the state at `path` says of itself, after every block of it was read.
    private static func verified(_ path: String) throws -> Content {
        do {
            let state = try StateDatabase(path: path, .reading)
            return Content(
                applied: try AppliedState.recover(from: state),
                rooms: try RoomRecords.roomCount(in: state), content: try state.contentDigest())
        } catch let error as RocksDBError where error.kind == .corruption {
            throw SnapshotStorageError.damaged("\(error)")
        } catch let error as StateReadFailure {
            throw SnapshotStorageError.damaged(error.description)
        }
    }
}
