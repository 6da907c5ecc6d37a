/// The host is gone, and `host_loss_policy` says what becomes of the room.
extension RoomDraft {
    /// A service reports that the host is lost.
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
        guard user == self.room.head.hostID else { return }
        switch self.room.settings.hostLossPolicy {
        case .endNow: self.end(.hostLost)
        // Until promotion is built, its first step is that of the other policy.
        case .pauseThenEnd, .promoteThenEnd:
            if self.room.head.state == .live {
                self.record(.roomPaused(.hostLost))
            }
        }
    }
}
