extension Room {
    /// Everything that will happen to the room by itself, in no particular order.
    package var deadlines: [Deadline] {
        self.headDeadlines + self.stage.invites.map(self.deadline(of:))
            + self.stage.requests.map(self.deadline(of:))
    }

    /// The deadlines that `event`, before or after it takes effect, may take away or bring.
    func deadlines(concerning event: RoomEvent) -> [Deadline] {
        switch event {
        case .inviteCreated(let invite):
            return self.inviteDeadlines(of: invite.userID)
        case .inviteClosed(_, let user, _):
            return self.inviteDeadlines(of: user)
        case .requestCreated(let request):
            return self.requestDeadlines(of: request.userID)
        case .requestClosed(_, let user, _):
            return self.requestDeadlines(of: user)
        case .roomStarted, .roomPaused, .roomResumed:
            return self.headDeadlines
        case .roomEnded:
            return self.deadlines
        case .roomPurged:
            return self.deadlines
        case .roomCreated, .infoUpdated, .settingsUpdated, .hostChanged, .seatTaken, .seatLeft,
            .seatMoved, .seatLocked, .seatUnlocked, .roleChanged, .productAdded, .productRemoved,
            .productMoved, .productsReordered, .productPinned, .productUnpinned,
            .spotlightStarted, .spotlightEnded:
            return []
        }
    }

    /// Whether anything of the room is due: asked before every command, so nothing is built.
    func hasDueDeadline(at time: GroupTime, livenessFloor: GroupTime) -> Bool {
        if let autoEndAt = self.head.autoEndAt, max(autoEndAt, livenessFloor) <= time {
            return true
        }
        if let purgeAt = self.head.purgeAt, purgeAt <= time { return true }
        // Requests all live equally long, so the first to run out stands in front.
        if let request = self.stage.requests.first, request.expiresAt <= time { return true }
        return self.stage.invites.contains { $0.expiresAt <= time }
    }

    private var headDeadlines: [Deadline] {
        var deadlines: [Deadline] = []
        if let autoEndAt = self.head.autoEndAt {
            deadlines.append(Deadline(dueAt: autoEndAt, roomID: self.id, kind: .autoEnd))
        }
        if let purgeAt = self.head.purgeAt {
            deadlines.append(Deadline(dueAt: purgeAt, roomID: self.id, kind: .purge))
        }
        return deadlines
    }

    private func inviteDeadlines(of user: UserID) -> [Deadline] {
        self.stage.invites.filter { $0.userID == user }.map(self.deadline(of:))
    }

    private func requestDeadlines(of user: UserID) -> [Deadline] {
        self.stage.request(of: user).map { [self.deadline(of: $0)] } ?? []
    }

    private func deadline(of request: Stage.SeatRequest) -> Deadline {
        Deadline(
            dueAt: request.expiresAt, roomID: self.id, kind: .request, subject: request.userID)
    }

    private func deadline(of invite: Stage.Invite) -> Deadline {
        Deadline(
            dueAt: invite.expiresAt, roomID: self.id, kind: .invite, subject: invite.userID)
    }
}

extension RoomHead {
    /// When an ended room is deleted.
    var purgeAt: GroupTime? {
        self.endedAt?.advanced(bySeconds: Limits.purgeAfterSeconds)
    }
}
