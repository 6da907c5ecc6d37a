/// One step by which a room differs from its revision before.
///
/// Rules decide which events take place; `Room.apply(_:at:)` alone changes a room. So replaying the
/// events of a room from its creation rebuilds it (rooms.md §3, invariant 10).
package enum RoomEvent: Equatable, Sendable {
    indirect case roomCreated(Created)
    case roomStarted
    case roomPaused(Room.StateReason)
    case roomResumed
    /// Also empties seats, invites, requests and pins.
    ///
    /// A spotlight was ended by an event before this one.
    case roomEnded(Room.StateReason)
    /// The last event of a room: all its records are deleted.
    case roomPurged
    /// The fields of the info that were replaced.
    case infoUpdated(RoomOperation.UpdateInfo)
    /// All settings as they are from now on; the number of seats follows them.
    indirect case settingsUpdated(RoomSettings)
    case hostChanged(from: UserID, to: UserID)
    case seatTaken(index: Int, Stage.Occupant)
    case seatLeft(index: Int, UserID)
    case seatMoved(UserID, from: Int, to: Int)
    case seatLocked(index: Int)
    case seatUnlocked(index: Int)
    case roleChanged(index: Int, UserID, Stage.Role)
    case inviteCreated(Stage.Invite)
    case inviteClosed(id: MintedID, UserID, InviteEnd)
    case requestCreated(Stage.SeatRequest)
    case requestClosed(number: UInt64, UserID, RequestEnd)
    indirect case productAdded(Product, position: Int)
    case productRemoved(ProductID)
    case productMoved(ProductID, position: Int)
    /// The whole bag in its new order.
    case productsReordered([ProductID])
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
        case cancelled = 5
    }

    /// How a request for a seat came to its end.
    package enum RequestEnd: UInt8, Sendable, CaseIterable {
        case approved = 1
        case rejected = 2
        case expired = 3
        /// The user was given a seat, or the whole room, without it.
        case superseded = 4
        case cancelled = 5
        /// The seat mode no longer takes requests.
        case closedByMode = 6
    }

    /// Asked of every event, so it compares no more than the case.
    var isPurge: Bool {
        if case .roomPurged = self { true } else { false }
    }

    /// The stable name of the event for watchers.
    package var name: String {
        switch self {
        case .roomCreated: "room.created"
        case .roomStarted: "room.started"
        case .roomPaused: "room.paused"
        case .roomResumed: "room.resumed"
        case .roomEnded: "room.ended"
        case .roomPurged: "room.purged"
        case .infoUpdated: "info.updated"
        case .settingsUpdated: "settings.updated"
        case .hostChanged: "host.changed"
        case .seatTaken: "seat.taken"
        case .seatLeft: "seat.left"
        case .seatMoved: "seat.moved"
        case .seatLocked: "seat.locked"
        case .seatUnlocked: "seat.unlocked"
        case .roleChanged: "role.changed"
        case .inviteCreated: "invite.created"
        case .inviteClosed(_, _, let end): end.eventName
        case .requestCreated: "request.created"
        case .requestClosed(_, _, let end): end.eventName
        case .productAdded: "product.added"
        case .productRemoved: "product.removed"
        case .productMoved: "product.moved"
        case .productsReordered: "products.reordered"
        case .productPinned: "product.pinned"
        case .productUnpinned: "product.unpinned"
        case .spotlightStarted: "spotlight.started"
        case .spotlightEnded: "spotlight.ended"
        }
    }
}

extension RoomEvent.InviteEnd {
    fileprivate var eventName: String {
        switch self {
        case .accepted: "invite.accepted"
        case .declined: "invite.declined"
        case .expired: "invite.expired"
        case .superseded: "invite.superseded"
        case .cancelled: "invite.cancelled"
        }
    }
}

extension RoomEvent.RequestEnd {
    fileprivate var eventName: String {
        switch self {
        case .approved: "request.approved"
        case .rejected: "request.rejected"
        case .expired: "request.expired"
        case .superseded: "request.superseded"
        case .cancelled: "request.cancelled"
        case .closedByMode: "request.closed"
        }
    }
}
