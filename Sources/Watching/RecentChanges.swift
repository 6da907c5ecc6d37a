import DequeModule
package import Raft
package import RoomReplica
package import RoomState
import Synchronization

/// Which rooms changed lately on this node: what a watch of a filter needs that resumes.
///
/// The rings of events tell what happened to a room, but not which rooms to look at. This is
/// memory of one node, so it reaches back to its start or to the last snapshot it installed.
package final class RecentChanges: Sendable {
    private struct State {
        var changes: Deque<(index: LogIndex, room: RoomID)> = []
        /// Everything behind this is in `changes`.
        var since: LogIndex
    }

    private let state: Mutex<State>
    private let limit: Int

    package init(since index: LogIndex, limit: Int = WatchLimits.recentChanges) {
        self.state = Mutex(State(since: index))
        self.limit = limit
    }

    package func append(_ changes: [AppliedChange]) {
        self.state.withLock { state in
            for position in changes.indices {
                state.changes.append(
                    (index: changes[position].index, room: changes[position].change.roomID))
            }
            while state.changes.count > self.limit, let oldest = state.changes.popFirst() {
                state.since = oldest.index
            }
        }
    }

    /// Forgets everything: the state is another one, as of `index`.
    package func restart(since index: LogIndex) {
        self.state.withLock { state in
            state.changes = []
            state.since = index
        }
    }

    /// The rooms that changed behind `index`; `nil` when that is longer ago than is remembered.
    package func rooms(after index: LogIndex) -> Set<RoomID>? {
        self.state.withLock { state in
            guard index >= state.since else { return nil }
            var rooms: Set<RoomID> = []
            for change in state.changes.reversed() {
                guard change.index > index else { break }
                rooms.insert(change.room)
            }
            return rooms
        }
    }
}
