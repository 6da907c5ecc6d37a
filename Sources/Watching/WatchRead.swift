package import Raft
package import RoomState

/// What a watcher has to read of the state before it can go on.
package enum WatchRead: Equatable, Sendable {
    /// What changed behind a position, of the rooms of the watch that it has opened.
    case changes(WatchPosition)
    /// What changed behind a revision, of the one room of the watch.
    case revisions(after: UInt64)
    /// The next rooms in ascending order, behind `room`.
    ///
    /// Those that `known` has opened are told only when they changed behind it; it is that of a
    /// watch that resumes and does not need every change.
    case rooms(after: RoomID?, known: WatchPosition?)
}

/// What was read for a watcher.
package struct WatchChunk: Sendable {
    package enum Item: Sendable {
        case change(WatchedChange)
        case snapshot(RoomID, bytes: [UInt8])
        case leftFilter(RoomID, revision: UInt64)
        case gone(RoomID)

        var room: RoomID {
            switch self {
            case .change(let change): change.change.roomID
            case .snapshot(let room, _), .leftFilter(let room, _), .gone(let room): room
            }
        }
    }

    /// The state that was read had this applied, and nothing beyond.
    package var index: LogIndex
    package var groupTime: GroupTime
    /// Changes in the order in which they are told; all else in that of the rooms.
    package var items: [Item] = []
    /// Rooms that are followed from now on, with their revision at `index`.
    package var followed: [RoomID: UInt64] = [:]
    /// Which rooms are opened with it.
    package var opened: WatchPosition.Opened
    /// Whether everything up to `index` is told of the rooms that are opened; otherwise the next
    /// read goes on behind the last item.
    package var isWhole = true

    package init(index: LogIndex, groupTime: GroupTime, opened: WatchPosition.Opened) {
        self.index = index
        self.groupTime = groupTime
        self.opened = opened
    }
}
