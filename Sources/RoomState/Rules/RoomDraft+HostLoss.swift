/// What becomes of a room whose host is gone: one rule, whether a service says so or heartbeats
/// stay away.
extension RoomDraft {
    /// A service reports that `user`, who hosts the room, is gone.
    ///
    /// When somebody else hosts by now, or the room is paused already, nothing changes.
    mutating func loseHost(_ user: UserID) throws(RoomRejection) {
        try self.require(.serviceOnly)
        try self.requireOnAir()
        guard self.room.settings.presenceMode != .none else {
            throw RoomRejection(
                .preconditionMismatch,
                details: [
                    .init("field", "settings.presence_mode"),
                    .init("expected", "HEARTBEAT or EXTERNAL"), .init("actual", "NONE"),
                ])
        }
        if user == self.room.head.hostID {
            self.loseHost()
        }
    }

    /// The host of a LIVE room is gone: `host_loss_policy` takes effect.
    ///
    /// Whoever else is seated keeps the seat. PROMOTE_THEN_END is PAUSE_THEN_END for now.
    mutating func loseHost() {
        guard self.room.head.state == .live else { return }
        switch self.room.settings.hostLossPolicy {
        case .pauseThenEnd, .promoteThenEnd: self.record(.roomPaused(.hostLost))
        case .endNow: self.end(.hostLost)
        }
    }
}
