import RocksDB
import RoomReplica
import RoomState

extension RocksSnapshotStorage {
    /// Makes of what was received the next generation of the state.
    ///
    /// 1. verifies each file, and the database that they are,
    /// 2. puts this node's identity in the place of the sender's,
    /// 3. syncs every file and directory BEFORE the rename that makes it a state database, and the
    ///    rename BEFORE the generation is handed out, as the log may then name it.
    ///
    /// A snapshot that does not verify is deleted; after a failure of the disk `begin` counts again
    /// what is there.
    func finish(_ work: inout Work) throws -> UInt64 {
        guard let incoming = work.incoming else {
            throw SnapshotStorageError.invalid("none is being received")
        }
        do {
            guard incoming.isComplete else {
                throw SnapshotStorageError.invalid(
                    "\(incoming.received) of \(incoming.manifest.size) bytes have come")
            }
            try self.verifyFiles(of: incoming.manifest)
            try self.verifyDatabase(of: incoming.manifest)
            // RocksDB writes a few small files, and flushes a table.
            try self.checkSpace(for: 0)
            // From here on the files change.
            work.incoming = nil
            try self.takeOver()
        } catch let error as SnapshotStorageError {
            if case .invalid = error { try self.discard(&work) }
            throw error
        }
        try self.deleteWithdrawn()
        let generation = try self.publish()
        try self.discard(&work)
        return generation
    }

    private func verifyFiles(of manifest: SnapshotManifest) throws {
        for file in manifest.files {
            let path = "\(self.layout.files)/\(file.name)"
            let found = try FileSystem.checksum(of: path)
            guard found == (file.size, file.crc32c) else {
                throw SnapshotStorageError.invalid(
                    "\(file.name) has \(found.size) bytes with the checksum \(found.crc32c) "
                        + "instead of \(file.size) with \(file.crc32c)")
            }
        }
    }

    /// Reads the whole database once.
    ///
    /// The state digest is a running one over the entries that were applied, so it cannot be
    /// computed again from the rooms; what the snapshot itself says is compared, and that its bytes
    /// are the sender's is what the checksums of files and blocks are for.
    private func verifyDatabase(of manifest: SnapshotManifest) throws {
        do {
            let database = try StateDatabase(path: self.layout.files, .reading)
            let sender = try database.identity()
            guard sender.cluster == self.identity.cluster else {
                throw SnapshotStorageError.invalid(
                    "it is of cluster \(sender.cluster), not of \(self.identity.cluster)")
            }
            let applied = try AppliedState.recover(from: database)
            guard applied == manifest.applied else {
                throw SnapshotStorageError.invalid(
                    "it holds the state \(applied), and was announced as \(manifest.applied)")
            }
            try database.verifyTables()
        } catch let error as RocksDBError {
            throw Self.failure(error)
        } catch let error as StateReadFailure {
            throw SnapshotStorageError.invalid(error.description)
        }
    }

    private func takeOver() throws {
        do {
            let database = try StateDatabase(path: self.layout.files, .existing)
            try self.failpoints.pass(.before, .snapshotIdentityWrite)
            try database.setIdentity(self.identity)
            try self.failpoints.pass(.after, .snapshotIdentityWrite)
            try self.failpoints.pass(.before, .snapshotIdentityFlush)
            try database.flush()
            try self.failpoints.pass(.after, .snapshotIdentityFlush)
        } catch let error as RocksDBError {
            throw Self.failure(error)
        }
        try self.failpoints.pass(.before, .snapshotSync)
        try FileSystem.syncTree(self.layout.files)
        try self.failpoints.pass(.after, .snapshotSync)
    }

    /// Deletes earlier snapshots that were received and never installed.
    func deleteWithdrawn() throws {
        for generation in self.generations.withdrawOffers() {
            try self.failpoints.pass(.before, .snapshotDiscard)
            try FileSystem.removeTree(self.layout.path(ofGeneration: generation))
            try self.failpoints.pass(.after, .snapshotDiscard)
        }
    }

    private func publish() throws -> UInt64 {
        let generation = self.generations.makeNumber()
        try self.failpoints.pass(.before, .snapshotRename)
        try FileSystem.rename(
            self.layout.files, to: self.layout.path(ofGeneration: generation))
        try self.failpoints.pass(.after, .snapshotRename)
        try self.failpoints.pass(.before, .snapshotDirectorySync)
        try FileSystem.sync(self.layout.directory)
        try self.failpoints.pass(.after, .snapshotDirectorySync)
        self.generations.offer(generation)
        return generation
    }

    /// The files are what the manifest says, so what RocksDB does not like about them was sent.
    private static func failure(_ error: RocksDBError) -> SnapshotStorageError {
        switch error.kind {
        case .noSpace, .locked:
            .io("\(error)")
        case .io:
            error.text.contains("No such file") ? .invalid("\(error)") : .io("\(error)")
        case .corruption, .invalidArgument, .notFound, .notSupported, .other:
            .invalid("\(error)")
        }
    }
}
