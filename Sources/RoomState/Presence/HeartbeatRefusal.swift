/// Why a room takes no heartbeat of a user, as far as the room itself tells.
package enum HeartbeatRefusal: Equatable, Sendable {
    case roomNotFound
    case roomEnded
    /// Heartbeats count while the room is LIVE only.
    case roomNotLive(Room.State)
    /// The room's `presence_mode` is not HEARTBEAT.
    case notByHeartbeat
    case notHost

    /// `nil` when nothing of the room speaks against it.
    package init?(of user: UserID, in room: Room?) {
        guard let room else {
            self = .roomNotFound
            return
        }
        switch room.head.state {
        case .ended: self = .roomEnded
        case _ where room.settings.presenceMode != .heartbeat: self = .notByHeartbeat
        case .scheduled, .paused, .suspended: self = .roomNotLive(room.head.state)
        case .live:
            guard room.head.hostID != user else { return nil }
            self = .notHost
        }
    }
}
