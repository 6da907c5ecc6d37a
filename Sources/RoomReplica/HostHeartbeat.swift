package import RoomState

/// Word that a host is there.
package struct HostHeartbeat: Equatable, Sendable {
    package var roomID: RoomID
    /// Who is there; only the host counts.
    package var userID: UserID

    package init(roomID: RoomID, userID: UserID) {
        self.roomID = roomID
        self.userID = userID
    }
}

/// What a leader made of a `HostHeartbeat`.
package enum HeartbeatResult: Equatable, Sendable {
    /// The host counts as present for so many seconds from now.
    case present(ttlSeconds: Int)
    /// Somebody else hosts the room.
    case notHost
    /// The room keeps no presence by heartbeats: `HeartbeatRefusal` tells why, where it is read.
    case notTracked
    /// It came too late: that the host is lost is being recorded.
    case lost
}

/// Heartbeats that a follower hands to the leader.
package struct ForwardedHeartbeats: Equatable, Sendable {
    /// Chosen by the sender; comes back with the answer.
    package var ticket: UInt64
    /// At most `Limits.heartbeatsPerBatch`.
    package var heartbeats: [HostHeartbeat]

    package init(ticket: UInt64, heartbeats: [HostHeartbeat]) {
        self.ticket = ticket
        self.heartbeats = heartbeats
    }
}

/// The leader's answer to `ForwardedHeartbeats`.
package struct HeartbeatsAnswer: Equatable, Sendable {
    package var ticket: UInt64
    /// One for each heartbeat, in the same order; `nil`: the receiver does not lead, or cannot take
    /// more now, and nobody counts as heard of.
    package var results: [HeartbeatResult]?

    package init(ticket: UInt64, results: [HeartbeatResult]?) {
        self.ticket = ticket
        self.results = results
    }
}
