package import Raft
package import RoomState

/// One revision of one room as it was applied, for readers and watches.
package struct AppliedChange: Equatable, Sendable {
    /// Of the entry; several changes may have the same one, for a command may expire invitations
    /// and end another room.
    package var index: LogIndex
    package var change: RoomChange
    /// The room as the change left it; `nil` when the change removed it.
    package var room: Room?

    package init(index: LogIndex, change: RoomChange, room: Room?) {
        self.index = index
        self.change = change
        self.room = room
    }
}
