extension RoomStateMachine {
    /// Lets everything of `room` run out that is due, as a change of its own that stands whatever
    /// becomes of the command (rooms.md §2, Expiry).
    ///
    /// To be called for every room that a command consults, before it is judged.
    ///
    /// - Returns: the users whose invitations ran out.
    mutating func expireDue(of room: inout Room, at context: ApplyContext) -> [UserID] {
        guard var draft = RoomDraft.expiring(room, at: context) else { return [] }
        self.keep(&draft)
        room = draft.room
        return draft.usersOfExpiredInvites
    }
}
