/// Settings are changed within what is in use: nobody loses a seat, a pin or a product by them.
extension RoomDraft {
    mutating func updateSettings(
        _ update: RoomOperation.UpdateSettings
    ) throws(RoomRejection) {
        try self.require(.ownerOrHost)
        var settings = self.room.settings
        settings.apply(update)
        guard settings != self.room.settings else { return }
        try self.requireUnused(seatsAfter: settings.guestSeats)
        let products = self.room.products
        try Self.requireCapacity(settings.maxProducts, products.bag.count, "max_products")
        try Self.requireCapacity(settings.maxPinned, products.pinned.count, "max_pinned")
        if settings.seatMode != .apply {
            for request in self.room.stage.requests {
                self.closeRequest(of: request.userID, .closedByMode)
            }
        }
        try Self.requireCapacity(
            settings.requestQueueMax, self.room.stage.requests.count, "request_queue_max")
        self.record(.settingsUpdated(settings))
    }

    /// The seats beyond the new last one must be neither taken nor offered.
    private func requireUnused(seatsAfter last: Int) throws(RoomRejection) {
        let stage = self.room.stage
        for index in stage.seats.indices.dropFirst(1 + last) {
            let use: String
            let user: UserID
            if let occupant = stage.seats[index].occupant {
                (use, user) = ("taken", occupant.userID)
            } else if let invite = stage.invites.first(where: { $0.seatIndex == index }) {
                (use, user) = ("offered", invite.userID)
            } else {
                continue
            }
            throw RoomRejection(
                .seatsInUse,
                details: [
                    .init("seat_index", "\(index)"), .init("use", use),
                    .init("user_id", user.rawValue),
                ])
        }
    }

    private static func requireCapacity(
        _ limit: Int, _ actual: Int, _ field: String
    ) throws(RoomRejection) {
        guard actual > limit else { return }
        throw RoomRejection(
            .overCapacity,
            details: [
                .init("field", field), .init("limit", "\(limit)"), .init("actual", "\(actual)"),
            ])
    }
}
