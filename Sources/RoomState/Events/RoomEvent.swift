/// One step by which a room differs from its revision before.
///
/// Rules decide which events take place; `Room.apply(_:at:)` alone changes a room. So replaying the
/// events of a room from its creation rebuilds it (rooms.md §3, invariant 10).
package enum RoomEvent: Equatable, Sendable {
    indirect case roomCreated(Created)
    case roomStarted
    case roomPaused(Room.StateReason)
    case roomResumed
    /// Also empties seats, invites and pins; a spotlight was ended by an event before this one.
    case roomEnded(Room.StateReason)
    /// The fields of the info that were replaced.
    indirect case infoUpdated(RoomOperation.UpdateInfo)
    case hostChanged(from: UserID, to: UserID)
    case seatTaken(index: Int, Stage.Occupant)
    case seatLeft(index: Int, UserID)
    case inviteCreated(Stage.Invite)
    case inviteClosed(id: MintedID, UserID, InviteEnd)
    indirect case productAdded(Product, position: Int)
    case productRemoved(ProductID)
    case productMoved(ProductID, position: Int)
    case productPinned(ProductID, position: Int)
    case productUnpinned(ProductID)
    case spotlightStarted(Spotlight)
    case spotlightEnded(Segment)

    package struct Created: Equatable, Sendable {
        package var id: RoomID
        package var uid: RoomUID
        package var ownerID: UserID
        package var hostID: UserID
        package var info: RoomInfo
        package var settings: RoomSettings
    }

    /// How an invitation came to its end.
    package enum InviteEnd: UInt8, Sendable, CaseIterable {
        case accepted = 1
        case declined = 2
        case expired = 3
        /// The user was given a seat, or the whole room, without it.
        case superseded = 4
    }

    /// The stable name of the event for watchers.
    package var name: String {
        switch self {
        case .roomCreated: "room.created"
        case .roomStarted: "room.started"
        case .roomPaused: "room.paused"
        case .roomResumed: "room.resumed"
        case .roomEnded: "room.ended"
        case .infoUpdated: "info.updated"
        case .hostChanged: "host.changed"
        case .seatTaken: "seat.taken"
        case .seatLeft: "seat.left"
        case .inviteCreated: "invite.created"
        case .inviteClosed(_, _, .accepted): "invite.accepted"
        case .inviteClosed(_, _, .declined): "invite.declined"
        case .inviteClosed(_, _, .expired): "invite.expired"
        case .inviteClosed(_, _, .superseded): "invite.superseded"
        case .productAdded: "product.added"
        case .productRemoved: "product.removed"
        case .productMoved: "product.moved"
        case .productPinned: "product.pinned"
        case .productUnpinned: "product.unpinned"
        case .spotlightStarted: "spotlight.started"
        case .spotlightEnded: "spotlight.ended"
        }
    }
}
