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
        case .roomPaused(let reason):
            self.enter(.paused, reason, at: time)
            if reason == .hostLost {
                self.head.autoEndAt = time.advanced(
                    bySeconds: UInt64(self.settings.pauseGraceSeconds))
            }
        case .roomResumed: self.enter(.live, .requested, at: time)
        case .roomEnded(let reason):
            self.head.endedAt = time
            self.enter(.ended, reason, at: time)
            self.stage = Stage(guestSeats: self.settings.guestSeats)
            self.products.pinned = []
        case .roomPurged: break
        case .infoUpdated(let update): self.info.apply(update)
        case .settingsUpdated(let settings): self.apply(settings)
        case .hostChanged(_, let to):
            self.head.hostID = to
            self.beginPresence()
        case .seatTaken, .seatLeft, .seatMoved, .seatLocked, .seatUnlocked, .roleChanged,
            .inviteCreated, .inviteClosed, .requestCreated, .requestClosed:
            self.stage.apply(event)
        case .productAdded, .productRemoved, .productMoved, .productsReordered, .productPinned,
            .productUnpinned, .spotlightStarted, .spotlightEnded:
            self.products.apply(event)
        }
    }

    /// Seats are added and taken away at the end; the rules let none go that is in use.
    private mutating func apply(_ settings: RoomSettings) {
        let seats = 1 + settings.guestSeats
        let missing = seats - self.stage.seats.count
        self.settings = settings
        guard missing != 0 else { return }
        if missing > 0 {
            self.stage.seats.append(contentsOf: Array(repeating: Stage.Seat(), count: missing))
        } else {
            self.stage.seats.removeLast(-missing)
        }
        // The revision that the change under way leads to.
        self.head.revisions.stage = self.revision + 1
    }

    private mutating func enter(_ state: State, _ reason: StateReason, at time: GroupTime) {
        self.head.state = state
        self.head.stateReason = reason
        self.head.stateSince = time
        self.head.autoEndAt = nil
        self.beginPresence()
    }

    /// Whoever is told of an earlier presence from now on is told of something that is over.
    private mutating func beginPresence() {
        self.head.presenceID =
            self.head.state == .live ? PresenceID(revision: self.revision + 1) : nil
    }
}

extension Stage {
    fileprivate mutating func apply(_ event: RoomEvent) {
        switch event {
        case .seatTaken(let index, let occupant): self.seats[index].occupant = occupant
        case .seatLeft(let index, _): self.seats[index].occupant = nil
        case .seatMoved(_, let from, let to):
            self.seats[to].occupant = self.seats[from].occupant
            self.seats[from].occupant = nil
        case .seatLocked(let index): self.seats[index].isLocked = true
        case .seatUnlocked(let index): self.seats[index].isLocked = false
        case .roleChanged(let index, _, let role): self.seats[index].occupant?.role = role
        case .inviteCreated(let invite): self.invites.append(invite)
        case .inviteClosed(let id, _, _): self.invites.removeAll { $0.id == id }
        case .requestCreated(let request):
            self.requests.append(request)
            self.lastRequestNumber = request.number
        case .requestClosed(let number, _, _): self.requests.removeAll { $0.number == number }
        default: break
        }
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
        case .productsReordered(let ids):
            let products = Dictionary(uniqueKeysWithValues: self.bag.map { ($0.id, $0) })
            self.bag = ids.compactMap { products[$0] }
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

extension RoomSettings {
    mutating func apply(_ update: RoomOperation.UpdateSettings) {
        self.guestSeats = update.guestSeats ?? self.guestSeats
        self.seatMode = update.seatMode ?? self.seatMode
        self.maxProducts = update.maxProducts ?? self.maxProducts
        self.maxPinned = update.maxPinned ?? self.maxPinned
        self.inviteTTLSeconds = update.inviteTTLSeconds ?? self.inviteTTLSeconds
        self.hostLossPolicy = update.hostLossPolicy ?? self.hostLossPolicy
        self.successorIDs = update.successorIDs ?? self.successorIDs
        self.presenceMode = update.presenceMode ?? self.presenceMode
        self.presenceTTLSeconds = update.presenceTTLSeconds ?? self.presenceTTLSeconds
        self.pauseGraceSeconds = update.pauseGraceSeconds ?? self.pauseGraceSeconds
        self.requestQueueMax = update.requestQueueMax ?? self.requestQueueMax
    }
}
