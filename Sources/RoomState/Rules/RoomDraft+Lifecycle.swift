extension RoomDraft {
    /// The creation is the draft's first event; what is left is who may, how large, and the start.
    mutating func create(_ create: RoomOperation.Create) throws(RoomRejection) -> HostClaim? {
        try self.require(.owner)
        try self.requireSize()
        return create.start ? self.goLive(create.onConflict) : nil
    }

    /// SCHEDULED → LIVE.
    ///
    /// A room starts once: LIVE and PAUSED are ALREADY_STARTED.
    mutating func start(
        _ onConflict: RoomOperation.OnConflict
    ) throws(RoomRejection) -> HostClaim? {
        try self.require(.ownerOrHost)
        guard self.room.head.state == .scheduled else {
            throw RoomRejection(.alreadyStarted, details: [self.stateDetail])
        }
        return self.goLive(onConflict)
    }

    /// LIVE → PAUSED.
    ///
    /// Pausing a paused room changes nothing.
    mutating func pause() throws(RoomRejection) {
        try self.require(.ownerOrHost)
        try self.requireOnAir()
        if self.room.head.state == .live {
            self.record(.roomPaused(.requested))
        }
    }

    /// PAUSED → LIVE.
    mutating func resume() throws(RoomRejection) {
        try self.require(.ownerOrHost)
        guard self.room.head.state == .paused else {
            throw RoomRejection(.notPaused, details: [self.stateDetail])
        }
        self.record(.roomResumed)
    }

    /// Any state → ENDED, also a room that never started.
    ///
    /// Ending an ended room changes nothing.
    mutating func end() throws(RoomRejection) {
        try self.require(.ownerOrHost)
        if self.room.head.state != .ended {
            self.end(.requested)
        }
    }

    /// Ends the room: the open segment is closed, seats, invites, requests and pins are emptied;
    /// the bag stays, as what the room sold.
    mutating func end(_ reason: Room.StateReason) {
        self.endSpotlight(.roomEnded)
        self.record(.roomEnded(reason))
    }

    /// Fields that are equal byte for byte are left out of the event.
    mutating func updateInfo(_ update: RoomOperation.UpdateInfo) throws(RoomRejection) {
        try self.require(.ownerOrHost)
        let difference = self.room.info.difference(to: update)
        guard !difference.isEmpty else { return }
        self.record(.infoUpdated(difference))
        try self.requireSize()
    }

    /// Info, bag and seat requests at their new size must leave room for what is bounded on its
    /// own.
    func requireSize() throws(RoomRejection) {
        let limit = Limits.roomBytes - Limits.roomReservedBytes
        let actual = self.room.growingBytes
        guard actual > limit else { return }
        throw RoomRejection(
            .roomTooLarge,
            details: [.init("limit", "\(limit)"), .init("actual", "\(actual)")])
    }

    private mutating func goLive(_ onConflict: RoomOperation.OnConflict) -> HostClaim {
        let host = self.room.head.hostID
        self.record(.roomStarted)
        self.take(seat: 0, host, .host)
        return HostClaim(userID: host, onConflict: onConflict)
    }

    private var stateDetail: RoomRejection.Detail {
        .init("state", self.room.head.state.code)
    }
}

extension RoomInfo {
    /// What of `update` is not so already.
    fileprivate func difference(
        to update: RoomOperation.UpdateInfo
    ) -> RoomOperation.UpdateInfo {
        var difference = RoomOperation.UpdateInfo()
        difference.title = update.title?.unless(sameAs: self.title)
        difference.description = update.description?.unless(sameAs: self.description)
        difference.coverURI = update.coverURI?.unless(sameAs: self.coverURI)
        difference.language = update.language?.unless(sameAs: self.language)
        difference.region = update.region?.unless(sameAs: self.region)
        difference.categories = update.categories?.unless(sameAs: self.categories)
        difference.tags = update.tags?.unless(sameAs: self.tags)
        if let labels = update.labels, !labels.hasSameBytes(as: self.labels) {
            difference.labels = labels
        }
        return difference
    }
}

extension RoomOperation.UpdateInfo {
    /// Whether no field is replaced.
    fileprivate var isEmpty: Bool {
        self.title == nil && self.description == nil && self.coverURI == nil
            && self.language == nil && self.region == nil && self.categories == nil
            && self.tags == nil && self.labels == nil
    }
}

extension String {
    /// Swift's `==` holds for different bytes of canonically equivalent text; what is stored is
    /// bytes.
    fileprivate func hasSameBytes(as other: String) -> Bool {
        // `==` goes first because it compares unequal text much faster.
        self == other && self.utf8.elementsEqual(other.utf8)
    }

    fileprivate func unless(sameAs other: String) -> String? {
        self.hasSameBytes(as: other) ? nil : self
    }
}

extension [String] {
    fileprivate func unless(sameAs other: [String]) -> [String]? {
        self.elementsEqual(other) { $0.hasSameBytes(as: $1) } ? nil : self
    }
}

extension [Label] {
    fileprivate func hasSameBytes(as other: [Label]) -> Bool {
        self.elementsEqual(other) {
            $0.key.hasSameBytes(as: $1.key) && $0.value.hasSameBytes(as: $1.value)
        }
    }
}
