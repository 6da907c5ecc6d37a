/// The bounds of what this module reads back, keeps and lets RocksDB hold.
package enum Limits {
    /// Bytes of the `IDENTITY` file of a data directory.
    package static let identityFileBytes = 1024
    /// Hits that a failpoint can be told to wait for.
    package static let failpointHits = 1_000_000
    /// Store bindings kept, those of former nodes included.
    package static let pins = 65_536

    /// One write buffer of the log's entries; 2 more may wait for their flush.
    package static let logWriteBufferBytes = 16 << 20
    /// The write-ahead logs of the log database together, before the oldest data is flushed.
    package static let logWriteAheadBytes: UInt64 = 256 << 20
    /// One write buffer of the state; 2 more may wait for their flush.
    package static let stateWriteBufferBytes = 8 << 20
    /// Uncompressed blocks of the state's tables.
    package static let stateCacheBytes = 64 << 20
    /// The same for a state that is only being checked.
    package static let stateCheckCacheBytes = 8 << 20

    /// Bytes that are read at a time to compute a file's checksum.
    package static let checksumPieceBytes = 1 << 20
    /// Received bytes of a snapshot's file that a power failure may cost, but for what precedes.
    package static let snapshotSyncBytes: UInt64 = 4 << 20
    /// Free bytes that must remain on the disk, so that RocksDB never meets a full one: it writes a
    /// few files of its own, and flushes its write buffers.
    package static let snapshotFreeBytes: UInt64 = 64 << 20
    /// The stored manifest of a snapshot that is being received, its checksum included.
    package static let snapshotManifestBytes = 512 << 10

    /// The bytes of a backup that share a checksum, so that damage has a place.
    package static let backupPieceBytes: UInt64 = 1 << 20
    /// What a backup says of itself before the files of the state follow: enough for 8 TiB of them.
    package static let backupManifestBytes = 32 << 20
    /// The version of the program that made a backup.
    package static let backupProgramBytes = 64
    /// The members in a backup, encoded.
    package static let backupMembershipBytes = 1 << 20
    /// Damaged places of a backup that are told.
    package static let backupDamages = 16
    /// Entries of a survivor's log that are copied at once.
    package static let recoveryBatchBytes = 1 << 20
}
