import ByteCoding

/// The only place where a room changes.
extension Room {
    /// The room as it is at the beginning of its first revision.
    package init(_ created: RoomEvent.Created, at time: GroupTime) {
        self.init(
            head: RoomHead(
                id: created.id, uid: created.uid, ownerID: created.ownerID,
                hostID: created.hostID, createdAt: time),
            info: created.info, settings: created.settings,
            stage: Stage(guestSeats: created.settings.guestSeats), products: Products())
    }

    /// Brings the room from one revision to the next.
    package mutating func apply(_ change: RoomChange) {
        for event in change.events {
            self.apply(event, at: change.groupTime)
        }
        self.finish(change)
    }

    /// Moves the revisions once the events of `change` are in effect.
    mutating func finish(_ change: RoomChange) {
        invariant(
            change.revision == self.revision + 1,
            "room \(self.id) at revision \(self.revision) got the change \(change.revision)")
        self.head.revisions.room = change.revision
        for event in change.events {
            switch event.section {
            case .all:
                self.head.revisions.info = change.revision
                self.head.revisions.stage = change.revision
                self.head.revisions.products = change.revision
                self.head.revisions.moderation = change.revision
            case .head: break
            case .info: self.head.revisions.info = change.revision
            case .stage: self.head.revisions.stage = change.revision
            case .products: self.head.revisions.products = change.revision
            case .stageAndProducts:
                self.head.revisions.stage = change.revision
                self.head.revisions.products = change.revision
            }
        }
    }

    mutating func apply(_ event: RoomEvent, at time: GroupTime) {
        switch event {
        case .roomCreated: break
        case .roomStarted:
            self.head.startedAt = time
            self.enter(.live, .requested, at: time)
        case .roomPaused(let reason): self.enter(.paused, reason, at: time)
        case .roomResumed: self.enter(.live, .requested, at: time)
        case .roomEnded(let reason):
            self.head.endedAt = time
            self.enter(.ended, reason, at: time)
            self.stage = Stage(guestSeats: self.settings.guestSeats)
            self.products.pinned = []
        case .infoUpdated(let update): self.info.apply(update)
        case .hostChanged(_, let to): self.head.hostID = to
        case .seatTaken(let index, let occupant): self.stage.seats[index].occupant = occupant
        case .seatLeft(let index, _): self.stage.seats[index].occupant = nil
        case .inviteCreated(let invite): self.stage.invites.append(invite)
        case .inviteClosed(let id, _, _): self.stage.invites.removeAll { $0.id == id }
        case .productAdded, .productRemoved, .productMoved, .productPinned, .productUnpinned,
            .spotlightStarted, .spotlightEnded:
            self.products.apply(event)
        }
    }

    private mutating func enter(_ state: State, _ reason: StateReason, at time: GroupTime) {
        self.head.state = state
        self.head.stateReason = reason
        self.head.stateSince = time
    }
}

extension Products {
    fileprivate mutating func apply(_ event: RoomEvent) {
        switch event {
        case .productAdded(let product, let position): self.bag.insert(product, at: position)
        case .productRemoved(let id): self.bag.removeAll { $0.id == id }
        case .productMoved(let id, let position):
            guard let current = self.position(of: id) else { return }
            self.bag.insert(self.bag.remove(at: current), at: position)
        case .productPinned(let id, let position): self.pinned.insert(id, at: position)
        case .productUnpinned(let id): self.pinned.removeAll { $0 == id }
        case .spotlightStarted(let spotlight): self.spotlight = spotlight
        case .spotlightEnded(let segment):
            self.spotlight = nil
            if self.segments.count >= Limits.segments {
                self.segments.removeFirst(self.segments.count - Limits.segments + 1)
            }
            self.segments.append(segment)
        default: break
        }
    }
}

extension RoomInfo {
    mutating func apply(_ update: RoomOperation.UpdateInfo) {
        // A field is assigned only when it changes: each assignment counts references.
        if let title = update.title { self.title = title }
        if let description = update.description { self.description = description }
        if let coverURI = update.coverURI { self.coverURI = coverURI }
        if let language = update.language { self.language = language }
        if let region = update.region { self.region = region }
        if let categories = update.categories { self.categories = categories }
        if let tags = update.tags { self.tags = tags }
        if let labels = update.labels { self.labels = labels }
    }
}
