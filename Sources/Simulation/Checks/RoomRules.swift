internal import RoomReplica
internal import RoomState

/// The rules of rooms that one revision of one room cannot show: they need the revision before, or
/// the other rooms (rooms.md §3: 2, 3, 10, 14, 15).
struct RoomRules {
    /// The room that each host hosts, computed from the rooms alone.
    private var hosted: [UserID: RoomID] = [:]

    /// Takes the next revision of a room; returns what is wrong with it.
    mutating func note(_ room: Room, after before: Room?, at time: GroupTime) -> String? {
        self.noteHost(room, after: before) ?? Self.checkStep(room, after: before, at: time)
    }

    /// What a rejection says of other rooms must be so.
    func check(_ rejection: RoomRejection) -> String? {
        guard rejection.reason == .hostAlreadyLive else { return nil }
        let host = rejection.detail("host_id").flatMap { UserID($0) }
        let room = rejection.detail("room_id").flatMap { RoomID($0) }
        guard let host, let room, self.hosted[host] == room else {
            return "\(rejection) names a room that its host does not host"
        }
        return nil
    }

    /// The index of hosts must be what the rooms say.
    func checkIndex(_ reader: some StateReader, of users: [UserID]) throws -> String? {
        for user in users {
            let indexed = try RoomRecords.room(hostedBy: user, in: reader)
            guard indexed == self.hosted[user] else {
                return "\(user) hosts \(self.hosted[user]?.rawValue ?? "no room"), and the index "
                    + "says \(indexed?.rawValue ?? "none")"
            }
        }
        return nil
    }

    private mutating func noteHost(_ room: Room, after before: Room?) -> String? {
        let host = room.head.state.occupiesHost ? room.head.hostID : nil
        if let before, before.head.state.occupiesHost, before.head.hostID != host,
            self.hosted[before.head.hostID] == room.id
        {
            self.hosted[before.head.hostID] = nil
        }
        guard let host else { return nil }
        if let other = self.hosted.updateValue(room.id, forKey: host), other != room.id {
            return "\(host) hosts room \(other) and now room \(room.id) as well"
        }
        return nil
    }

    private static func checkStep(
        _ room: Room, after before: Room?, at time: GroupTime
    ) -> String? {
        // Every command ends the invitations first that have run out in the rooms it consults.
        if let invite = room.stage.invites.first(where: { $0.expiresAt <= time }) {
            return "room \(room.id) keeps the invitation of \(invite.userID) at \(time)"
        }
        if let request = room.stage.requests.first(where: { $0.expiresAt <= time }) {
            return "room \(room.id) keeps the seat request of \(request.userID) at \(time)"
        }
        guard let before else { return nil }
        if room.head.state != .ended,
            room.stage.lastRequestNumber < before.stage.lastRequestNumber
        {
            return "room \(room.id) counts its seat requests from \(room.stage.lastRequestNumber) "
                + "again, after \(before.stage.lastRequestNumber)"
        }
        if before.head.state == .ended, room.head.state != .ended {
            return "room \(room.id) was ended and is \(room.head.state.code)"
        }
        for invite in before.stage.invites where invite.expiresAt <= time {
            if room.stage.seats.contains(where: { $0.occupant?.userID == invite.userID }) {
                return "\(invite.userID) was seated in room \(room.id) by an invitation that had "
                    + "run out"
            }
        }
        let (old, new) = (before.head.revisions, room.head.revisions)
        return Self.checkSection("info", room.info != before.info, old.info, new.info, new.room)
            ?? Self.checkSection(
                "stage", room.stage != before.stage, old.stage, new.stage, new.room)
            ?? Self.checkSection(
                "products", room.products != before.products, old.products, new.products, new.room)
    }

    private static func checkSection(
        _ name: String, _ hasChanged: Bool, _ old: UInt64, _ new: UInt64, _ revision: UInt64
    ) -> String? {
        guard new == revision || (!hasChanged && new == old) else {
            return "the section \(name) \(hasChanged ? "has" : "has not") changed at revision "
                + "\(revision), and its own went from \(old) to \(new)"
        }
        return nil
    }
}
