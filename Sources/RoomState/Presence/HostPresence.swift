/// Names one presence of one host in one room: the room's revision at which it began.
///
/// A presence begins when the room goes live, is resumed, or changes its host, and no two begin at
/// one revision of a room.
package struct PresenceID: Hashable, Sendable, CustomStringConvertible {
    package let revision: UInt64

    package init(revision: UInt64) {
        self.revision = revision
    }

    package var description: String { "\(self.revision)" }
}

/// A host whose heartbeats keep a room live: what a leader needs to know to miss them.
package struct HostPresence: Equatable, Sendable {
    package var roomID: RoomID
    package var id: PresenceID
    package var hostID: UserID
    /// After so many seconds without a heartbeat the host counts as lost.
    package var ttlSeconds: Int

    package init(roomID: RoomID, id: PresenceID, hostID: UserID, ttlSeconds: Int) {
        self.roomID = roomID
        self.id = id
        self.hostID = hostID
        self.ttlSeconds = ttlSeconds
    }
}

extension Room {
    /// The presence to be kept up by heartbeats; only live rooms that ask for it have one.
    package var presence: HostPresence? {
        guard let id = self.head.presenceID, self.settings.presenceMode == .heartbeat else {
            return nil
        }
        return HostPresence(
            roomID: self.id, id: id, hostID: self.head.hostID,
            ttlSeconds: self.settings.presenceTTLSeconds)
    }
}

/// How the presences that are to be kept up have changed.
package enum PresenceChange: Equatable, Sendable {
    /// A new one, or one whose time to live is another now.
    case updated(HostPresence)
    /// The room has none any more.
    case ended(RoomID)
}

/// The decision that a host is lost.
///
/// It holds only while the presence is still the room's when it is applied.
package struct PresenceExpiry: Equatable, Sendable {
    package var roomID: RoomID
    package var presenceID: PresenceID

    package init(roomID: RoomID, presenceID: PresenceID) {
        self.roomID = roomID
        self.presenceID = presenceID
    }
}
