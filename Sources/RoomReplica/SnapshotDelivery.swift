package import Raft

/// How far a member is with the snapshot that the leader sends it.
package struct SnapshotDelivery: Equatable, Sendable {
    package var node: NodeID
    /// Bytes that it has stored, of `bytes` in all.
    package var storedBytes: UInt64
    package var bytes: UInt64

    package init(node: NodeID, storedBytes: UInt64, bytes: UInt64) {
        self.node = node
        self.storedBytes = storedBytes
        self.bytes = bytes
    }
}
