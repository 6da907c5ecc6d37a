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
}
