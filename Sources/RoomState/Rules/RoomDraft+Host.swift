extension RoomDraft {
    /// Makes another user the host.
    ///
    /// A user who acts may name a seated co-host only; a service any user. On air, the old host
    /// takes the new one's seat as co-host. Where the new host had none, the old one moves to the
    /// lowest free seat, or leaves the stage when there is none. Before the start there are no
    /// seats, so only a service can transfer, and only the name of the host changes. Naming the
    /// host changes nothing.
    mutating func transferHost(
        _ transfer: RoomOperation.TransferHost
    ) throws(RoomRejection) -> HostClaim? {
        try self.require(.ownerOrHost)
        let old = self.room.head.hostID
        let new = transfer.userID
        guard new != old else { return nil }
        let seat = self.room.stage.seatIndex(of: new)
        if self.actor != nil {
            guard let seat, self.room.stage.seats[seat].occupant?.role == .coHost else {
                throw RoomRejection(
                    .targetNotSeated, details: [.init("user_id", new.rawValue)])
            }
        }
        self.supersede(new)
        guard self.room.head.state.occupiesHost else {
            self.record(.hostChanged(from: old, to: new))
            return nil
        }
        if let seat {
            self.record(.seatLeft(index: seat, new))
        }
        self.record(.seatLeft(index: 0, old))
        self.record(.hostChanged(from: old, to: new))
        self.take(seat: 0, new, .host)
        if let place = seat ?? self.room.stage.lowestFreeSeat {
            self.take(seat: place, old, .coHost)
        }
        return HostClaim(userID: new, onConflict: transfer.onConflict)
    }
}
