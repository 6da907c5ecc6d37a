extension RoomDraft {
    /// A draft in which everything has run out that is due at the group time of `context`, in the
    /// order of `Deadline`, and what that is; `nil`: nothing is due.
    static func expiring(
        _ room: Room, at context: ApplyContext, livenessFloor: GroupTime
    ) -> (draft: RoomDraft, due: [Deadline])? {
        let time = context.groupTime
        guard room.hasDueDeadline(at: time, livenessFloor: livenessFloor) else { return nil }
        let due = room.deadlines.filter { $0.isDue(at: time, livenessFloor: livenessFloor) }
        var draft = RoomDraft(room, context: context, actor: nil, cause: .expiry)
        for deadline in due.sorted() {
            draft.expire(deadline)
        }
        return (draft, due)
    }

    /// Lets one deadline of the room, which is due, take effect.
    private mutating func expire(_ deadline: Deadline) {
        switch deadline.kind {
        case .invite:
            if let user = deadline.subject { self.closeInvite(of: user, .expired) }
        case .request:
            if let user = deadline.subject { self.closeRequest(of: user, .expired) }
        case .autoEnd:
            self.end(.hostTimeout)
        case .purge:
            self.record(.roomPurged)
        }
    }
}
