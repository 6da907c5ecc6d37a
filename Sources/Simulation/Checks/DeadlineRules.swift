internal import RoomReplica
internal import RoomState

/// When what ends by itself ends (rooms.md §2): the simulator's own arithmetic.
enum DeadlineRules {
    /// Seconds for which a request for a seat waits.
    private static let requestSeconds: UInt64 = 600
    /// Seconds for which an ended room can be looked at.
    private static let endedSeconds: UInt64 = 24 * 3600

    /// Takes the next change of a room, which was `before`; returns what came or was set at the
    /// wrong time.
    static func check(_ change: AppliedChange, before: Room?, at time: GroupTime) -> String? {
        for event in change.change.events {
            let problem =
                Self.checkSet(event, in: change.room, at: time)
                ?? before.flatMap { Self.checkCome(event, before: $0, at: time) }
            if let problem { return "room \(change.change.roomID) at \(time): \(problem)" }
        }
        return nil
    }

    private static func checkSet(
        _ event: RoomEvent, in room: Room?, at time: GroupTime
    ) -> String? {
        guard let room else { return nil }
        let settings = room.settings
        switch event {
        case .inviteCreated(let invite):
            let end = time.advanced(bySeconds: UInt64(settings.inviteTTLSeconds))
            return invite.expiresAt == end
                ? nil : "the invitation of \(invite.userID) runs out at \(invite.expiresAt)"
        case .requestCreated(let request):
            let end = time.advanced(bySeconds: Self.requestSeconds)
            return request.expiresAt == end
                ? nil : "the seat request of \(request.userID) runs out at \(request.expiresAt)"
        case .roomPaused(.hostLost):
            let end = time.advanced(bySeconds: UInt64(settings.pauseGraceSeconds))
            // Nil: more happened to it in the same change.
            return room.head.autoEndAt ?? end == end
                ? nil : "it waits for its host until \(room.head.autoEndAt ?? .zero)"
        default:
            return nil
        }
    }

    private static func checkCome(
        _ event: RoomEvent, before: Room, at time: GroupTime
    ) -> String? {
        switch event {
        case .inviteClosed(let id, let user, .expired):
            let end = before.stage.invites.first { $0.id == id }?.expiresAt
            return end.map { $0 <= time } ?? false
                ? nil : "the invitation of \(user) ran out, which it does at \(end ?? .zero)"
        case .requestClosed(let number, let user, .expired):
            let end = before.stage.requests.first { $0.number == number }?.expiresAt
            return end.map { $0 <= time } ?? false
                ? nil : "the seat request of \(user) ran out, which it does at \(end ?? .zero)"
        case .roomEnded(.hostTimeout):
            let end = before.head.autoEndAt
            return end.map { $0 <= time } ?? false
                ? nil : "it ended for want of its host, for whom it waits until \(end ?? .zero)"
        case .roomPurged:
            let end = before.head.endedAt?.advanced(bySeconds: Self.endedSeconds)
            return end.map { $0 <= time } ?? false
                ? nil : "it was deleted, which it is at \(end ?? .zero)"
        default:
            return nil
        }
    }
}
