import RoomState

/// When each host was last heard of, as a leader remembers it.
struct RoomTestPresences {
    private struct Entry {
        var presence: HostPresence
        var heardAt: GroupTime

        var end: GroupTime {
            self.heardAt.advanced(bySeconds: UInt64(self.presence.ttlSeconds))
        }
    }

    /// Read by room, or sorted.
    private var entries: [RoomID: Entry] = [:]

    /// When the first host will be lost, unless heard of before.
    var nextEnd: GroupTime? { self.entries.values.map(\.end).min() }

    mutating func follow(_ changes: [PresenceChange], at time: GroupTime) {
        for change in changes {
            switch change {
            case .updated(let presence):
                let known = self.entries[presence.roomID]
                let isSame = known?.presence.id == presence.id
                self.entries[presence.roomID] = Entry(
                    presence: presence, heardAt: isSame ? known?.heardAt ?? time : time)
            case .ended(let room):
                self.entries[room] = nil
            }
        }
    }

    /// The host is there; `nil` when the room keeps no presence.
    ///
    /// - Returns: for how many seconds the host counts as present.
    mutating func hear(of room: RoomID, at time: GroupTime) -> Int? {
        self.entries[room]?.heardAt = time
        return self.entries[room]?.presence.ttlSeconds
    }

    /// Takes out those that are lost at `time`, by the ids of their rooms.
    mutating func takeLost(at time: GroupTime) -> [PresenceExpiry] {
        let lost = self.entries.values.filter { $0.end <= time }.map(\.presence)
            .sorted { $0.roomID < $1.roomID }
        for presence in lost {
            self.entries[presence.roomID] = nil
        }
        return lost.map { PresenceExpiry(roomID: $0.roomID, presenceID: $0.id) }
    }
}
