import Raft
import RoomProtocol
import RoomReplica
import RoomState
import Watching

/// The watches of the rooms of a test, by numbers that are never used again.
struct RoomTestWatches {
    private var watches: [UInt64: RoomTestWatch] = [:]
    private var lastID: UInt64 = 0
    /// Since the beginning, so nothing is out of range for a filter until much has happened.
    let recent = RecentChanges(since: .zero)

    var count: Int { self.watches.count }

    subscript(id: UInt64) -> RoomTestWatch? {
        get { self.watches[id] }
        set { self.watches[id] = newValue }
    }

    mutating func add(_ watch: RoomTestWatch) -> UInt64 {
        self.lastID += 1
        self.watches[self.lastID] = watch
        return self.lastID
    }

    /// MUST be called after every entry, once what it changed can be read.
    mutating func publish(_ result: ApplyResult) {
        self.recent.append(result.changes)
        let batch = WatchBatch(result.changes, through: result.applied.index)
        for id in self.watches.keys.sorted() { self.watches[id]?.publish(batch) }
    }

    mutating func wakeIdle(at time: GroupTime) {
        for id in self.watches.keys.sorted() { self.watches[id]?.wakeIfIdle(at: time) }
    }

    mutating func interrupt() {
        for id in self.watches.keys.sorted() { self.watches[id]?.interrupt() }
    }
}
