import RoomProtocol
import RoomServer
import RoomState
import Testing

/// What a client makes of the answers of its watch, over all its resumptions.
struct WatchReaderTwin {
    let isLossless: Bool
    let isFilter: Bool
    /// What the client knows of each room.
    private(set) var known: [String: UInt64] = [:]
    private(set) var titles: [String: String] = [:]
    private(set) var token = ""
    private(set) var faults: [String] = []
    /// Changes told one by one.
    private(set) var changes = 0
    /// Rooms told again as the client knew them.
    private(set) var repetitions = 0

    init(isLossless: Bool, isFilter: Bool) {
        self.isLossless = isLossless
        self.isFilter = isFilter
    }

    mutating func take(_ response: Roomkeeper_V1_WatchResponse) {
        self.token = response.resumeToken
        switch response.update {
        case .snapshot(let snapshot): self.take(snapshot.room)
        case .change(let change): self.take(change)
        case .gone(let gone): self.known[gone.roomID] = nil
        case .leftFilter(let left): self.known[left.roomID] = nil
        case .progress: break
        case nil: self.faults.append("an answer says nothing")
        }
    }

    private mutating func take(_ room: Roomkeeper_V1_Room) {
        if let revision = self.known[room.roomID] {
            if self.isLossless, !self.isFilter {
                self.faults.append(
                    "a snapshot of \(room.roomID) at \(room.revision), known at \(revision)")
            }
            if room.revision < revision {
                self.faults.append("\(room.roomID) went back to \(room.revision)")
            }
            if room.revision == revision { self.repetitions += 1 }
        }
        self.known[room.roomID] = room.revision
        if room.info.title != "revision \(room.revision)" {
            self.faults.append("\(room.roomID) at \(room.revision) says \(room.info.title)")
        }
    }

    private mutating func take(_ change: Roomkeeper_V1_RoomChange) {
        let room = change.change.roomID
        let before = self.known[room] ?? 0
        if change.prevRevision != before {
            self.faults.append(
                "\(room) went from \(before) to \(change.change.revision), "
                    + "which is said to follow \(change.prevRevision)")
        }
        self.known[room] = change.change.revision
        self.changes += 1
    }
}
