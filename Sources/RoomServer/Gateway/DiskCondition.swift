/// How a node's disk is now, as its status tells it.
package struct DiskCondition: Sendable {
    /// `nil`: it cannot be told.
    package var freeBytes: UInt64?
    /// What all but 1 of 100 syncs of the log took at most; `nil`: there were too
    /// few.
    package var slowSyncMicroseconds: Int?

    package init(freeBytes: UInt64? = nil, slowSyncMicroseconds: Int? = nil) {
        self.freeBytes = freeBytes
        self.slowSyncMicroseconds = slowSyncMicroseconds
    }
}
