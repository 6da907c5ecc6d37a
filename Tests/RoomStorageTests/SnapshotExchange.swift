import Raft
import RoomReplica
import RoomState
import RoomStorage

/// Another node's end of a snapshot transfer, and the transfer itself.
enum SnapshotExchange {
    /// The node that sends: of the same cluster, with a directory of its own.
    static let sender = StoreIdentity(
        cluster: Fixtures.identity.cluster, node: NodeID(9), store: StoreID(0x9999))

    /// A new data directory of another node whose state holds `changes`.
    static func makeSender(
        at path: String, of identity: StoreIdentity = Self.sender, holding changes: [StateChange]
    ) throws -> DataDirectory {
        TestFile.remove(path)
        try DataDirectory.format(at: path, identity: identity, membership: Fixtures.membership)
        let directory = try Fixtures.open(path)
        try directory.state.write(changes)
        return directory
    }

    /// Makes a snapshot and reads it in pieces.
    static func readAll(
        of snapshots: RocksSnapshotStorage, pieces: Int = 1000
    ) throws -> (manifest: SnapshotManifest, bytes: [UInt8]) {
        let manifest = try snapshots.create()
        var bytes: [UInt8] = []
        while bytes.count < Int(manifest.size) {
            bytes += try snapshots.read(
                from: UInt64(bytes.count), count: min(pieces, Int(manifest.size) - bytes.count))
        }
        return (manifest, bytes)
    }

    /// Writes what `receiver` does not have yet, up to byte `end` of all.
    static func send(
        _ manifest: SnapshotManifest, _ bytes: [UInt8], upTo end: Int? = nil, pieces: Int = 1000,
        to receiver: RocksSnapshotStorage
    ) throws {
        var offset = Int(try receiver.begin(manifest))
        let end = min(end ?? bytes.count, bytes.count)
        while offset < end {
            let next = min(offset + pieces, end)
            try receiver.write(Array(bytes[offset..<next]), at: UInt64(offset))
            offset = next
        }
    }

    /// The whole way of a snapshot: made by another node, received, verified, installed, in use.
    static func receive(
        _ snapshot: StorageModel.ReceivedSnapshot, on directory: DataDirectory
    ) throws {
        let sender = try Self.makeSender(
            at: "\(directory.path)-sender", holding: snapshot.changes)
        let (manifest, bytes) = try Self.readAll(of: sender.snapshots)
        try Self.send(manifest, bytes, to: directory.snapshots)
        let generation = try directory.snapshots.finish()
        try directory.log.write([snapshot.write(generation: generation)])
        try directory.state.adopt(generation: generation)
    }
}
