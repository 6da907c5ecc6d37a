/// A user is to be the host of a room that is or becomes live; they may host no other such room.
struct HostClaim {
    var userID: UserID
    var onConflict: RoomOperation.OnConflict
}

extension RoomDraft {
    /// `perform`, with its rejection as a value.
    mutating func attempt(_ operation: RoomOperation) -> Result<HostClaim?, RoomRejection> {
        do {
            return .success(try self.perform(operation))
        } catch {
            return .failure(error)
        }
    }

    /// Lets `operation` take effect, or throws why it may not.
    ///
    /// A claim that is returned must be settled by whoever sees the other rooms; if that fails, the
    /// draft is dropped like after any other failure.
    private mutating func perform(_ operation: RoomOperation) throws(RoomRejection) -> HostClaim? {
        try self.requireOpen(for: operation)
        switch operation {
        case .create(let create): return try self.create(create)
        case .start(let onConflict): return try self.start(onConflict)
        case .pause: try self.pause()
        case .resume: try self.resume()
        case .end: try self.end()
        case .updateInfo(let update): try self.updateInfo(update)
        case .updateSettings(let update): try self.updateSettings(update)
        case .hostLost(let user): try self.loseHost(user)
        case .transferHost(let transfer): return try self.transferHost(transfer)
        case .seatUser(let seat): try self.seatUser(seat)
        case .invite(let invite): try self.invite(invite)
        case .acceptInvite(let user): try self.acceptInvite(user)
        case .declineInvite(let user): try self.declineInvite(user)
        case .removeFromSeat(let user): try self.removeFromSeat(user)
        case .leaveSeat(let user): try self.leaveSeat(user)
        case .cancelInvite(let user): try self.cancelInvite(user)
        case .requestSeat(let request): try self.requestSeat(request)
        case .cancelRequest(let user): try self.cancelRequest(user)
        case .approveRequest(let approve): try self.approveRequest(approve)
        case .rejectRequest(let user): try self.rejectRequest(user)
        case .moveSeat(let move): try self.moveSeat(move)
        case .lockSeat(let index): try self.lockSeat(index)
        case .unlockSeat(let index): try self.unlockSeat(index)
        case .setRole(let set): try self.setRole(set)
        case .addProducts(let add): try self.addProducts(add)
        case .removeProducts(let ids): try self.removeProducts(ids)
        case .moveProduct(let move): try self.moveProduct(move)
        case .pinProduct(let pin): try self.pinProduct(pin)
        case .unpinProduct(let id): try self.unpinProduct(id)
        case .setSpotlight(let spotlight): try self.setSpotlight(spotlight)
        case .clearSpotlight: try self.clearSpotlight()
        case .reorderProducts(let ids): try self.reorderProducts(ids)
        }
        return nil
    }

    /// ENDED admits only `end`, SUSPENDED only `end` of what is built now.
    ///
    /// It is checked before the actor, because an ended room has no co-hosts any more and the state
    /// explains more.
    private func requireOpen(for operation: RoomOperation) throws(RoomRejection) {
        if case .end = operation { return }
        switch self.room.head.state {
        case .scheduled, .live, .paused: return
        case .suspended:
            throw RoomRejection(.roomSuspended, details: [.init("room_id", self.room.id.rawValue)])
        case .ended:
            throw RoomRejection(.roomEnded, details: [.init("room_id", self.room.id.rawValue)])
        }
    }

    /// Seats and the spotlight are of LIVE and PAUSED rooms only.
    func requireOnAir() throws(RoomRejection) {
        switch self.room.head.state {
        case .live, .paused: return
        case .scheduled, .suspended, .ended:
            throw RoomRejection(
                .roomNotLive,
                details: [
                    .init("room_id", self.room.id.rawValue),
                    .init("state", self.room.head.state.code),
                ])
        }
    }
}
