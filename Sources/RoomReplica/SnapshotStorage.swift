/// Snapshots of a node's state on disk, or in a simulator's: the one it sends, and the one it
/// receives.
///
/// Called on one thread, which may be slow; never on one that orders or applies entries.
package protocol SnapshotStorage: Sendable {
    /// Makes a snapshot of what the state storage holds now, in place of the one made before.
    ///
    /// The manifest is read from the finished snapshot, and every block of it is verified: damage
    /// of the state would travel with it, so the error is `.damaged`, and the node must stop.
    func create() throws(SnapshotStorageError) -> SnapshotManifest

    /// Bytes of the snapshot that `create` made: exactly `count`, which lie within it.
    func read(from offset: UInt64, count: Int) throws(SnapshotStorageError) -> [UInt8]

    /// Deletes the snapshot that `create` made, if there is one.
    func release() throws(SnapshotStorageError)

    /// Prepares to receive a snapshot.
    ///
    /// Returns how many of its bytes, from the first one on, are there already from an earlier
    /// attempt at the same one. What belongs to another one is deleted.
    func begin(_ manifest: SnapshotManifest) throws(SnapshotStorageError) -> UInt64

    /// Stores the next bytes; `offset` is what `begin` returned plus all bytes written since.
    func write(_ bytes: [UInt8], at offset: UInt64) throws(SnapshotStorageError)

    /// Verifies the received snapshot against its manifest, down to applied index and state digest,
    /// and makes it durable as a state database of its own.
    ///
    /// Returns that database's generation, for `SnapshotInstall`. One that does not verify is
    /// deleted, and the error is `.invalid`.
    func finish() throws(SnapshotStorageError) -> UInt64

    /// Forgets what is being received, bytes and all; also a finished one that was not adopted.
    func abandon() throws(SnapshotStorageError)
}

package enum SnapshotStorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The disk failed or is full; nothing of the node's state or log is affected.
    case io(String)
    /// What was received is not what its manifest promised.
    case invalid(String)
    /// The state of this node, of which a snapshot was to be made, is damaged.
    case damaged(String)

    package var description: String {
        switch self {
        case .io(let reason): "snapshot storage: \(reason)"
        case .invalid(let reason): "the snapshot is not what its manifest says: \(reason)"
        case .damaged(let reason):
            "the state database of this node is damaged: \(reason). The other nodes have all "
                + "that was acknowledged. Leave this one stopped, keep a copy of its data "
                + "directory, and replace it by a node with a new one"
        }
    }
}
