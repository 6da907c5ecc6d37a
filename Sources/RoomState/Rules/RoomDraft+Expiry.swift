/// One thing of a room whose time is over.
private struct DueItem {
    /// In the order in which items with one deadline run out.
    enum Kind: Int {
        case invite
        case request
    }

    var deadline: GroupTime
    var kind: Kind
    /// Its place among those of its kind, which is the order of their ids.
    var place: Int
    var user: UserID

    func isBefore(_ other: DueItem) -> Bool {
        (self.deadline, self.kind.rawValue, self.place)
            < (other.deadline, other.kind.rawValue, other.place)
    }
}

extension RoomDraft {
    /// A draft in which everything has run out that is due at the group time of `context`, in the
    /// order (deadline, kind, id); `nil`: nothing is due.
    static func expiring(_ room: Room, at context: ApplyContext) -> RoomDraft? {
        let due = room.stage.dueItems(at: context.groupTime)
        guard !due.isEmpty else { return nil }
        var draft = RoomDraft(room, context: context, actor: nil, cause: .expiry)
        for item in due {
            switch item.kind {
            case .invite: draft.closeInvite(of: item.user, .expired)
            case .request: draft.closeRequest(of: item.user, .expired)
            }
        }
        return draft
    }

    /// Whose invitations ran out in this draft.
    var usersOfExpiredInvites: [UserID] {
        self.events.compactMap { event in
            if case .inviteClosed(_, let user, .expired) = event { user } else { nil }
        }
    }
}

extension Stage {
    fileprivate func dueItems(at time: GroupTime) -> [DueItem] {
        var due: [DueItem] = []
        // Invitations live as long as the setting said when they were made: any may be due.
        for (place, invite) in self.invites.enumerated() where invite.expiresAt <= time {
            due.append(
                DueItem(
                    deadline: invite.expiresAt, kind: .invite, place: place, user: invite.userID))
        }
        // Requests all live equally long, so the due ones stand in front.
        for (place, request) in self.requests.enumerated() {
            guard request.expiresAt <= time else { break }
            due.append(
                DueItem(
                    deadline: request.expiresAt, kind: .request, place: place,
                    user: request.userID))
        }
        due.sort { $0.isBefore($1) }
        return due
    }
}
