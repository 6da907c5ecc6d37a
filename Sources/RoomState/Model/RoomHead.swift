/// The part of a room that every change rewrites: small, and in a record of its own.
package struct RoomHead: Equatable, Sendable {
    package var id: RoomID
    package var uid: RoomUID
    package var ownerID: UserID
    package var hostID: UserID
    package var state: Room.State
    package var stateReason: Room.StateReason
    package var stateSince: GroupTime
    package var revisions: Revisions
    package var createdAt: GroupTime
    package var startedAt: GroupTime?
    package var endedAt: GroupTime?
    /// The present presence of the host; iff the room is LIVE.
    package var presenceID: PresenceID?
    /// When the room ends by itself; iff it is paused because its host was lost.
    package var autoEndAt: GroupTime?

    package init(
        id: RoomID, uid: RoomUID, ownerID: UserID, hostID: UserID, createdAt: GroupTime
    ) {
        self.id = id
        self.uid = uid
        self.ownerID = ownerID
        self.hostID = hostID
        self.state = .scheduled
        self.stateReason = .requested
        self.stateSince = createdAt
        self.revisions = Revisions()
        self.createdAt = createdAt
        self.startedAt = nil
        self.endedAt = nil
        self.presenceID = nil
        self.autoEndAt = nil
    }

    /// The room revision, 1 at creation and +1 with every change set, and the room revisions at
    /// which each section last changed.
    package struct Revisions: Equatable, Sendable {
        package var room: UInt64 = 0
        package var info: UInt64 = 0
        package var stage: UInt64 = 0
        package var products: UInt64 = 0
        package var moderation: UInt64 = 0

        package init() {}
    }
}
