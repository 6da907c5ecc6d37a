package import Raft
package import RoomState

/// Leave to read the state of this node at the level that was asked for.
package struct ReadGrant: Hashable, Sendable {
    /// Applied here when the grant was given; what is read may be newer, never older.
    package var appliedIndex: LogIndex
    package var groupTime: GroupTime

    package init(appliedIndex: LogIndex, groupTime: GroupTime) {
        self.appliedIndex = appliedIndex
        self.groupTime = groupTime
    }
}
