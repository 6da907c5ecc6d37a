extension RoomRejection {
    /// What happened and what to do, for a person.
    ///
    /// It is made from reason and details and is not stored, so that wording may change between
    /// releases without changing the replicated state.
    package var message: String {
        guard let opIndex = self.opIndex else { return self.sentence }
        return "operation \(opIndex): \(self.sentence)"
    }

    private var sentence: String {
        switch self.reason {
        case .roomNotFound: "there is no room \(self.told("room_id")); check the id"
        case .roomEnded: "the room has ended, for good; create another"
        case .roomSuspended: "the room is suspended; a moderator must lift that first"
        case .roomNotLive: "the room is \(self.told("state")); start or resume it first"
        case .actorNotAllowed:
            "the actor \(self.told("actor")) may not do this; allowed: \(self.told("allowed"))"
        case .revisionMismatch:
            "\(self.told("field")) is \(self.told("actual")), not \(self.told("expected"));"
                + " read the room again and retry"
        case .preconditionMismatch:
            "\(self.told("field")) is \(self.told("actual")), not \(self.told("expected"));"
                + " nothing was changed; read the room again before you retry"
        case .invalidField:
            "\(self.told("field")) must be \(self.told("limit")); it is \(self.told("actual"))"
        case .requestIDReused:
            "the request id was used for another command, or with another not_after; repeat a"
                + " command with the not_after of its first attempt, and use a new id for each"
                + " other one"
        case .requestExpired where self.isVoided:
            "the request was settled as not applied, for good; send it with a new request id"
        case .requestExpired where self.effect == .unknown:
            "it came so long after its not_after that nobody knows whether an earlier attempt took"
                + " effect; read the room before you send it again with a new request id"
        case .requestExpired:
            "the command came after its not_after; send it again with a new request id"
        case .roomTooLarge:
            "info, bag and seat requests would take \(self.told("actual")) bytes; at most"
                + " \(self.told("limit"))"
        case .rateLimited: "too many changes of this room; retry later"
        case .hostAlreadyLive:
            "the host already hosts the room \(self.told("room_id")); end it, or use END_OTHER"
        case .alreadyStarted: "the room was started before; it is \(self.told("state"))"
        case .notPaused: "only a paused room can be resumed; it is \(self.told("state"))"
        default: self.laterSentence
        }
    }

    private var laterSentence: String {
        switch self.reason {
        case .seatsInUse:
            "seat \(self.told("seat_index")) is \(self.told("use")); free it before it goes"
        case .overCapacity:
            "\(self.told("field")) would be \(self.told("limit")), and there are"
                + " \(self.told("actual"))"
        case .targetNotSeated:
            "\(self.told("user_id")) must sit as co-host to become the host; seat them, or use"
                + " set_role"
        case .userBanned: "\(self.told("user_id")) is banned from the room"
        case .alreadySeated: "\(self.told("user_id")) has a seat already; use move_seat for another"
        case .alreadyInvited:
            "\(self.told("user_id")) is invited already; wait for the answer, or use cancel_invite"
        case .inviteNotFound:
            "\(self.told("user_id")) has no invitation, or it ran out; a host may invite again"
        case .inviteExpired: "the invitation of \(self.told("user_id")) expired; invite again"
        case .invitesFull: "the room has \(self.told("limit")) pending invitations, its most"
        case .seatsFull:
            "all \(self.told("limit")) guest seats are taken or locked; free or unlock one first"
        case .seatOccupied:
            "seat \(self.told("seat_index")) is taken; choose another, or free it first"
        case .seatLocked: "seat \(self.told("seat_index")) is locked; choose another, or unlock it"
        case .hostSeat: "seat 0 is the host's; use transfer_host, or end the room"
        case .notSeated: "\(self.told("user_id")) has no seat"
        case .requestsClosed: "the seat mode of the room is INVITE_ONLY; wait for an invitation"
        case .queueFull: "\(self.told("limit")) users are asking for a seat, the most; try later"
        case .seatRequestNotFound:
            "\(self.told("user_id")) asks for no seat; the request may have run out"
        case .productExists:
            "the product \(self.told("product_id")) is in the bag already, or named twice; leave"
                + " it out"
        case .productNotFound:
            "the product \(self.told("product_id")) is not in the bag; add it first"
        case .bagFull:
            "the bag would hold more than \(self.told("limit")) products; remove some first, or"
                + " raise max_products"
        case .pinnedFull:
            "\(self.told("limit")) products are pinned, the most; unpin one first, which"
                + " pin_product does by itself with EVICT_LAST"
        case .notAPermutation:
            "the order must name each product of the bag once; \(self.told("product_id")) is"
                + " \(self.told("fault"))"
        case .productHidden:
            "the product \(self.told("product_id")) is hidden; show another, or remove it and add"
                + " it again"
        default: "refused: \(self.reason.code)"
        }
    }

    private func told(_ key: String) -> String {
        self.detail(key) ?? "(\(key) not told)"
    }
}
