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
        let difference = update.difference(from: self.room)
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

extension RoomOperation.UpdateInfo {
    /// What of it is not so already in `room`.
    fileprivate func difference(from room: Room) -> Self {
        // Nearly always that is all of it, and then nothing is copied.
        var difference = self
        if let title = self.title, title.hasSameBytes(as: room.info.title) {
            difference.title = nil
        }
        if let description = self.description,
            description.hasSameBytes(as: room.info.description)
        {
            difference.description = nil
        }
        if let coverURI = self.coverURI, coverURI.hasSameBytes(as: room.info.coverURI) {
            difference.coverURI = nil
        }
        if let language = self.language, language.hasSameBytes(as: room.info.language) {
            difference.language = nil
        }
        if let region = self.region, region.hasSameBytes(as: room.info.region) {
            difference.region = nil
        }
        if let categories = self.categories, categories.hasSameBytes(as: room.info.categories) {
            difference.categories = nil
        }
        if let tags = self.tags, tags.hasSameBytes(as: room.info.tags) {
            difference.tags = nil
        }
        if let labels = self.labels, labels.hasSameBytes(as: room.info.labels) {
            difference.labels = nil
        }
        return difference
    }

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
}

extension [String] {
    fileprivate func hasSameBytes(as other: [String]) -> Bool {
        self.elementsEqual(other) { $0.hasSameBytes(as: $1) }
    }
}

extension [Label] {
    fileprivate func hasSameBytes(as other: [Label]) -> Bool {
        self.elementsEqual(other) {
            $0.key.hasSameBytes(as: $1.key) && $0.value.hasSameBytes(as: $1.value)
        }
    }
}
