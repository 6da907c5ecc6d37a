/// What the owner chose for a room, at its creation and by `update_settings` later.
package struct RoomSettings: Equatable, Sendable {
    /// Seats besides the host's.
    package var guestSeats: Int = 8
    package var seatMode: SeatMode = .apply
    package var maxProducts: Int = 200
    package var maxPinned: Int = 5
    package var inviteTTLSeconds: Int = 30
    package var hostLossPolicy: HostLossPolicy = .pauseThenEnd
    package var successorIDs: [UserID] = []
    package var presenceMode: PresenceMode = .none
    package var presenceTTLSeconds: Int = 15
    package var pauseGraceSeconds: Int = 300
    package var requestQueueMax: Int = 200

    /// The defaults of rooms.md §1.
    package init() {}

    /// How a user comes to a seat.
    package enum SeatMode: UInt8, Sendable, CaseIterable {
        case apply = 1
        case free = 2
        case inviteOnly = 3
    }

    /// What happens when the host's presence expires.
    package enum HostLossPolicy: UInt8, Sendable, CaseIterable {
        case pauseThenEnd = 1
        case promoteThenEnd = 2
        case endNow = 3
    }

    /// Who says that the host is there.
    package enum PresenceMode: UInt8, Sendable, CaseIterable {
        case none = 1
        case heartbeat = 2
        case external = 3
    }
}
