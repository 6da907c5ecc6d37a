import RoomReplica

/// How far a snapshot has been received.
struct IncomingSnapshot: Sendable {
    /// A run of bytes within one file.
    struct Place: Equatable {
        var file: SnapshotManifest.File
        /// Where in the file it begins.
        var offset: UInt64
        /// To the end of the file, or to the next offset at which it is synced.
        var count: UInt64
    }

    let manifest: SnapshotManifest
    /// Bytes that are written, from the first one on.
    var received: UInt64

    var isComplete: Bool { self.received == self.manifest.size }

    /// Where the next bytes belong; `nil` when it is complete.
    var next: Place? {
        var before: UInt64 = 0
        for file in self.manifest.files {
            if self.received < before + file.size {
                let offset = self.received - before
                let toSync = Limits.snapshotSyncBytes - offset % Limits.snapshotSyncBytes
                return Place(file: file, offset: offset, count: min(toSync, file.size - offset))
            }
            before += file.size
        }
        return nil
    }

    /// How much of a file with `size` bytes is there for certain, after a crash.
    ///
    /// Bytes are written after a multiple of `Limits.snapshotSyncBytes` only once everything before
    /// it is synced; the last ones may be lost or, worse, be something else.
    static func certainBytes(ofUnfinished size: UInt64) -> UInt64 {
        size == 0 ? 0 : (size - 1) / Limits.snapshotSyncBytes * Limits.snapshotSyncBytes
    }
}
