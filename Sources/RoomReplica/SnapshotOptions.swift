/// When a node drops its log's prefix, and how fast it sends snapshots to those who needed it.
package struct SnapshotOptions: Sendable {
    /// Entries applied after which the rooms are flushed, so that the log before them can go.
    package var intervalEntries = 100_000
    /// Bytes of entries applied after which the rooms are flushed, whatever their number.
    package var intervalBytes = 64 << 20
    /// Entries kept behind the flushed ones, for members that are a little behind.
    package var trailingEntries = 50_000
    /// Entries kept at most for a member that answers and is further behind; beyond that a snapshot
    /// is cheaper for both.
    package var laggingEntries = 200_000
    /// Bytes of one chunk; at most `Limits.snapshotChunkBytes`.
    package var chunkBytes = 256 << 10
    /// Bytes sent in one tick to all receivers together, so that a snapshot leaves room for live
    /// traffic.
    package var bytesPerTick = 1 << 20

    package init() {}
}
