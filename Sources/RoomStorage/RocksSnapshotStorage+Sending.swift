import ByteCoding
import RocksDB
import RoomReplica
import RoomState

extension RocksSnapshotStorage {
    /// 1. deletes what was made before,
    /// 2. has RocksDB flush the state's write buffers and link its tables,
    /// 3. reads all of the copy, so that no damage is sent: its tables are those of the state in
    ///    use. What it finds ends the node, for what is damaged must not be served either,
    /// 4. reads from it which applied state it holds, and the checksum of each file.
    func create(_ work: inout Work) throws -> SnapshotManifest {
        try self.release(&work)
        let source = self.state.database
        let buffered = StorageStatistics(of: source.database, families: [source.family])
        // A failed flush would end all writing to the state that is in use.
        try self.checkSpace(for: buffered.bufferBytes)
        do {
            try FileSystem.createDirectory(self.layout.outgoing)
            try self.failpoints.pass(.before, .snapshotCheckpoint)
            try Checkpoint(of: source.database).create(at: self.layout.checkpoint)
            #if PLANTED_DEFECTS
            try self.state.takeLastBatch(outOf: self.layout.checkpoint)
            #endif
            try self.failpoints.pass(.after, .snapshotCheckpoint)
            let manifest = try self.readCheckpoint()
            work.outgoing = manifest
            return manifest
        } catch {
            // The disk may refuse this as well; then the next call, or opening, deletes it.
            try? FileSystem.removeTree(self.layout.outgoing)
            throw error
        }
    }

    func read(from offset: UInt64, count: Int, of manifest: SnapshotManifest?) throws -> [UInt8] {
        guard let manifest else {
            throw SnapshotStorageError.invalid("none was made that could be read")
        }
        let (end, isTooLarge) = offset.addingReportingOverflow(UInt64(max(0, count)))
        guard count >= 0, !isTooLarge, end <= manifest.size else {
            throw SnapshotStorageError.invalid(
                "\(count) bytes from \(offset) on were asked of its \(manifest.size)")
        }
        let files = SnapshotFiles(directory: self.layout.checkpoint, files: manifest.files)
        return try files.bytes(from: offset, count: count)
    }

    func release(_ work: inout Work) throws {
        work.outgoing = nil
        guard try FileSystem.kind(of: self.layout.outgoing) != .missing else { return }
        try self.failpoints.pass(.before, .snapshotRelease)
        try FileSystem.removeTree(self.layout.outgoing)
        try self.failpoints.pass(.after, .snapshotRelease)
    }

    private func readCheckpoint() throws -> SnapshotManifest {
        let path = self.layout.checkpoint
        // Listed first: opening it leaves an information log.
        let names = try FileSystem.names(in: path).filter(SnapshotLayout.isData)
        guard names.count <= RoomReplica.Limits.snapshotFiles else {
            throw SnapshotStorageError.io(
                "the state has \(names.count) files, more than the "
                    + "\(RoomReplica.Limits.snapshotFiles) of a snapshot")
        }
        let applied = try Self.verified(path)
        let files = try names.map { name in
            let sum = try FileSystem.checksum(of: "\(path)/\(name)")
            return SnapshotManifest.File(name: name, size: sum.size, crc32c: sum.crc32c)
        }
        return SnapshotManifest(applied: applied, files: files)
    }

    /// What the state at `path` says of itself, after every block of it was read.
    ///
    /// A disk that fails is told from damage: only damage stops the node.
    private static func verified(_ path: String) throws -> AppliedState {
        do {
            let state = try StateDatabase(path: path, .reading)
            try state.verifyTables()
            let record = try state.database.value(for: StateKey.applied, in: state.family)
            return try record.map(AppliedState.init(decoding:)) ?? .initial
        } catch let error as RocksDBError where error.kind == .corruption {
            throw SnapshotStorageError.damaged("\(error)")
        } catch let error as StateReadFailure {
            throw SnapshotStorageError.damaged(error.description)
        } catch let error as DecodingFailure {
            throw SnapshotStorageError.damaged("the record of the applied index: \(error)")
        }
    }
}
