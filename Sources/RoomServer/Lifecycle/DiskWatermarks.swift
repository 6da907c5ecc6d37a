package import RoomReplica

/// The amounts of free space at which a node stops taking what it can do without.
///
/// RocksDB aborts the process when a disk is full, so a node has to stop before that.
package struct DiskWatermarks: Equatable, Sendable {
    /// Bytes; below it, only what frees space is taken.
    package var low: UInt64
    /// Bytes; below it, no entry is taken at all.
    ///
    /// At most `low`.
    package var critical: UInt64

    package init(low: UInt64, critical: UInt64) {
        self.low = low
        self.critical = critical
    }

    /// The level at `free` bytes, after `before`.
    ///
    /// A tenth more than the mark must be free to leave its level again, or a node at the mark
    /// would refuse and take in turns.
    package func level(free: UInt64, before: DiskLevel) -> DiskLevel {
        if free < self.mark(self.critical, isLeaving: before == .critical) { return .critical }
        if free < self.mark(self.low, isLeaving: before >= .low) { return .low }
        return .normal
    }

    private func mark(_ bytes: UInt64, isLeaving: Bool) -> UInt64 {
        isLeaving ? bytes + bytes / 10 : bytes
    }
}
