/// The one product that is being explained; on air only.
extension RoomDraft {
    /// Showing what is shown changes nothing but the pin; the receipt then names the open segment.
    mutating func setSpotlight(_ set: RoomOperation.SetSpotlight) throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        try self.requireOnAir()
        try self.addIfAbsent(set.productID, set.product)
        try self.requireShowable(set.productID)
        if set.pin, !self.room.products.pinned.contains(set.productID) {
            let count = self.room.products.pinned.count
            guard count < self.room.settings.maxPinned else { throw self.pinnedFull }
            self.record(.productPinned(set.productID, position: count))
        }
        if let spotlight = self.room.products.spotlight, spotlight.productID == set.productID {
            self.mintedIDs.append(spotlight.segmentID)
            return
        }
        self.endSpotlight(.replaced)
        let spotlight = Spotlight(
            segmentID: self.mintID(), productID: set.productID, by: self.actor,
            startedAt: self.time)
        self.record(.spotlightStarted(spotlight))
    }

    /// Clearing an empty spotlight changes nothing.
    mutating func clearSpotlight() throws(RoomRejection) {
        try self.require(.hostOrCoHost)
        self.endSpotlight(.cleared)
    }

    mutating func endSpotlight(_ reason: Segment.EndReason) {
        guard let spotlight = self.room.products.spotlight else { return }
        self.record(
            .spotlightEnded(Segment(spotlight: spotlight, endedAt: self.time, endReason: reason)))
    }
}
