import Foundation
import Raft
import RoomReplica
import RoomStorage

/// Entries become durable.
extension Piece {
    private static let entriesOfWrite = 64

    /// An entry on its way to the disk, sixty-four of them in one synced batch of RocksDB.
    ///
    /// What the kernel does is not counted, so neither is the sync.
    static let logAppend = Piece(name: "log-append", operations: 4_096) { count in
        let rooms = try SampleRooms()
        // The log of the pieces begins with these entries, so they begin at 1.
        let entries = try rooms.updates(count).enumerated().map { place, entry in
            Entry(
                index: LogIndex(UInt64(place + 1)), term: entry.term, kind: entry.kind,
                payload: entry.payload)
        }
        let directory = try Self.dataDirectory()
        return { count in
            for start in stride(from: 0, to: count, by: Self.entriesOfWrite) {
                let last = start + Self.entriesOfWrite
                let write = LogWrite(
                    sequence: IOSequence(UInt64(last)),
                    hardState: HardState(
                        term: SampleRooms.term, votedFor: nil,
                        commitIndex: LogIndex(UInt64(start))),
                    entries: Array(entries[start..<last]))
                try directory.log.write([write])
            }
            try FileManager.default.removeItem(atPath: directory.path)
        }
    }

    private static func dataDirectory() throws -> DataDirectory {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("roomkeeper-micro-\(getpid())").path
        let identity = StoreIdentity(cluster: ClusterID(1), node: NodeID(1), store: StoreID(1))
        let member = Member(
            node: NodeID(1), store: StoreID(1), peerEndpoint: "127.0.0.1:7400")
        try DataDirectory.format(
            at: path, identity: identity, membership: Membership(voters: [member]))
        return try DataDirectory.open(at: path)
    }
}
