extension RoomModel {
    /// A refusal, which must be true of the room at its moment, and changes nothing in it.
    func refuse(_ room: Room, _ call: RoomCall, _ code: FailureCode) -> ModelStep<Room> {
        if code == .notFound, call.kind == .create { return .impossible }
        if code == .notFound || (code == .missing && call.kind == .delete) {
            if room.existence == .unknown { return .changed(.absent) }
            return room.existence == .absent ? .unchanged : .impossible
        }
        // A service may create for anybody; which user may, the history need not tell.
        if code == .forbidden, call.kind == .create {
            return call.actor == nil ? .impossible : .unchanged
        }
        guard room.existence != .absent else { return .impossible }
        var known = room
        known.existence = .present
        guard self.holds(known, call, code) else { return .impossible }
        if code == .full { known = self.afterFull(known, call) ?? known }
        return known == room ? .unchanged : .changed(known)
    }

    /// Whether the reason holds in a room that is there; what is not known may be so.
    private func holds(_ room: Room, _ call: RoomCall, _ code: FailureCode) -> Bool {
        switch (code, call.kind) {
        case (.exists, .create):
            return true
        case (.conflict, _):
            guard let expected = call.expectedRevision else { return false }
            return room.revision != expected
        case (.already, .pin):
            return room.pins?.contains(call.name) ?? true
        case (.already, .cohostAdd):
            return room.cohosts?.contains(call.name) ?? true
        case (.already, .set), (.already, .cas):
            return Self.agrees(room.value, call.value)
        case (.missing, .unpin):
            return !(room.pins?.contains(call.name) ?? false)
        case (.missing, .cohostRemove):
            return !(room.cohosts?.contains(call.name) ?? false)
        case (.forbidden, _):
            return room.permission(of: call) != .granted
        case (.full, .pin), (.full, .cohostAdd):
            return self.afterFull(room, call) != nil
        default:
            return false
        }
    }

    /// What a room is known to hold at most once it was called full; nil when it cannot be full.
    private func afterFull(_ room: Room, _ call: RoomCall) -> Room? {
        var next = room
        if call.kind == .pin {
            guard let count = room.pins?.count else { return room }
            guard (1...HistoryLimits.pins).contains(count),
                let limit = room.pinLimit.full(at: count)
            else { return nil }
            next.pinLimit = limit
        } else {
            guard let count = room.cohosts?.count else { return room }
            guard count <= HistoryLimits.cohosts, let limit = room.cohostLimit.full(at: count)
            else { return nil }
            next.cohostLimit = limit
        }
        return next
    }
}
