extension RoomSettings {
    func validate() throws(InvalidField) {
        try FieldCheck.number(self.guestSeats, in: Limits.guestSeats, "guest_seats")
        try FieldCheck.number(self.maxProducts, in: Limits.maxProducts, "max_products")
        try FieldCheck.number(self.maxPinned, in: Limits.maxPinned, "max_pinned")
        try FieldCheck.number(
            self.inviteTTLSeconds, in: Limits.inviteTTLSeconds, "invite_ttl_seconds")
        try FieldCheck.count(self.successorIDs.count, in: 0...Limits.successors, "successor_ids")
        try FieldCheck.number(
            self.presenceTTLSeconds, in: Limits.presenceTTLSeconds, "presence_ttl_seconds")
        try FieldCheck.number(
            self.pauseGraceSeconds, in: Limits.pauseGraceSeconds, "pause_grace_seconds")
        try FieldCheck.number(
            self.requestQueueMax, in: Limits.requestQueueMax, "request_queue_max")
    }
}
