import MemoryState
import Raft
import RoomReplica
import RoomState

/// Entries become rooms.
extension Piece {
    private static let batch = 50

    /// A title of 256 bytes, applied in batches of fifty over a thousand rooms.
    static let apply = Piece(name: "apply", operations: 4_000) { count in
        let rooms = try SampleRooms()
        let entries = try rooms.updates(count)
        return { count in
            for start in stride(from: 0, to: count, by: Self.batch) {
                let result = try rooms.applier.apply(Array(entries[start..<start + Self.batch]))
                guard result.changes.count == Self.batch else {
                    throw WrongResult("apply", "an update changed nothing")
                }
            }
        }
    }

    /// The same, and after every 4,096 entries what changed is taken out to be stored.
    ///
    /// It contains what the state in memory costs that stands for the database.
    static let store = Piece(name: "apply-and-store", operations: 4_096) { count in
        let rooms = try SampleRooms()
        let entries = try rooms.updates(count)
        return { count in
            for start in stride(from: 0, to: count, by: 64) {
                let result = try rooms.applier.apply(Array(entries[start..<start + 64]))
                guard result.changes.count == 64 else {
                    throw WrongResult("apply-and-store", "an update changed nothing")
                }
                if (start + 64).isMultiple(of: 4_096) {
                    rooms.state.write(try rooms.applier.takeChanges())
                }
            }
        }
    }
}
