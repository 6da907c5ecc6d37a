import RocksDB
package import RoomReplica
import Synchronization

/// Snapshots of a node's rooms in its data directory: the checkpoint it sends, and the one it
/// receives, which becomes the next generation of its state (`SnapshotLayout`, docs/storage.md).
///
/// Nothing here changes the state in use or the log. A failure of the disk is an error and leaves
/// what is there usable; a full disk is refused before RocksDB meets it.
package final class RocksSnapshotStorage: SnapshotStorage {
    struct Work: Sendable {
        /// What `create` made.
        var outgoing: SnapshotManifest?
        var incoming: IncomingSnapshot?
    }

    let layout: SnapshotLayout
    let identity: StoreIdentity
    let state: RocksStateStorage
    let generations: StateGenerations
    let failpoints: Failpoints
    private let resources: StorageResources
    /// Held for the whole of each call: it is one thread that makes them.
    private let work = Mutex(Work())

    init(
        directory: String, identity: StoreIdentity, state: RocksStateStorage,
        generations: StateGenerations, resources: StorageResources
    ) {
        self.layout = SnapshotLayout(directory: directory)
        self.identity = identity
        self.state = state
        self.generations = generations
        self.failpoints = resources.failpoints
        self.resources = resources
    }

    package func create() throws(SnapshotStorageError) -> SnapshotManifest {
        try self.perform("making a snapshot") { work in try self.create(&work) }
    }

    package func read(
        from offset: UInt64, count: Int
    ) throws(SnapshotStorageError) -> [UInt8] {
        try self.perform("reading a snapshot") { work in
            try self.read(from: offset, count: count, of: work.outgoing)
        }
    }

    package func release() throws(SnapshotStorageError) {
        try self.perform("deleting a snapshot") { work in try self.release(&work) }
    }

    package func begin(_ manifest: SnapshotManifest) throws(SnapshotStorageError) -> UInt64 {
        try self.perform("preparing to receive a snapshot") { work in
            try self.begin(manifest, &work)
        }
    }

    package func write(_ bytes: [UInt8], at offset: UInt64) throws(SnapshotStorageError) {
        try self.perform("storing a part of a snapshot") { work in
            try self.write(bytes, at: offset, &work)
        }
    }

    package func finish() throws(SnapshotStorageError) -> UInt64 {
        try self.perform("verifying a received snapshot") { work in try self.finish(&work) }
    }

    /// A snapshot that was finished, and that the log was not told to install, is deleted as well.
    package func abandon() throws(SnapshotStorageError) {
        try self.perform("deleting a received snapshot") { work in
            try self.discard(&work)
            try self.deleteWithdrawn()
        }
    }

    /// Throws unless the disk can take `bytes` and keep what RocksDB needs.
    func checkSpace(for bytes: UInt64) throws {
        let free = try self.resources.freeBytes(at: self.layout.directory)
        let (needed, isTooLarge) = bytes.addingReportingOverflow(Limits.snapshotFreeBytes)
        guard !isTooLarge, free >= needed else {
            throw SnapshotStorageError.io(
                "\(self.layout.directory) has \(free) bytes free, and \(bytes) bytes are to be "
                    + "written while \(Limits.snapshotFreeBytes) stay free")
        }
    }

    /// Runs one call; every error but a `SnapshotStorageError` is the disk's.
    private func perform<Value: Sendable>(
        _ attempt: String, _ body: (inout Work) throws -> Value
    ) throws(SnapshotStorageError) -> Value {
        try self.work.withLock { work throws(SnapshotStorageError) in
            do {
                return try body(&work)
            } catch let error as SnapshotStorageError {
                throw error
            } catch {
                throw .io("\(attempt) failed: \(error)")
            }
        }
    }
}
