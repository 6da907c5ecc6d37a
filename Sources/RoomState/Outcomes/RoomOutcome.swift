/// What applying a command came to: the same on every replica, and remembered with its request id.
package struct RoomOutcome: Equatable, Sendable {
    package var result: Result
    /// Whether this is the outcome of an earlier attempt with the same request id.
    package var replayed: Bool

    package init(_ result: Result, replayed: Bool = false) {
        self.result = result
        self.replayed = replayed
    }

    package enum Result: Equatable, Sendable {
        case applied(RoomReceipt)
        case rejected(RoomRejection)
    }
}

/// The command took effect, or the room already was as asked.
package struct RoomReceipt: Equatable, Sendable {
    package var roomID: RoomID
    package var uid: RoomUID
    /// The revision of the room after the command.
    package var revision: UInt64
    /// `false`: the room already was as asked.
    package var changed: Bool
    /// One for each `invite` and `set_spotlight`, in order.
    package var mintedIDs: [MintedID]
    package var groupTime: GroupTime

    package init(roomID: RoomID, uid: RoomUID, revision: UInt64, groupTime: GroupTime) {
        self.roomID = roomID
        self.uid = uid
        self.revision = revision
        self.changed = false
        self.mintedIDs = []
        self.groupTime = groupTime
    }
}
