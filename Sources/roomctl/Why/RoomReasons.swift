import RoomProtocol

/// Why a room is as it is: for its state, host, spotlight, and each pin and seat, the change that
/// made it so.
struct RoomReasons {
    private let room: Roomkeeper_V1_Room
    private let history: RoomHistory

    init(_ room: Roomkeeper_V1_Room, _ history: RoomHistory) {
        self.room = room
        self.history = history
    }

    /// In the order in which people ask.
    var all: [RoomReason] {
        var reasons = [self.state, self.host]
        if self.room.products.hasSpotlight { reasons.append(self.spotlight) }
        reasons += self.room.products.pinned.map { self.pin($0) }
        reasons += self.room.stage.seats.filter { !$0.userID.isEmpty && $0.index != 0 }
            .map { self.seat($0) }
        return reasons
    }

    private var state: RoomReason {
        let change = self.history.latest { event in
            switch event {
            case .roomCreated, .roomStarted, .roomPaused, .roomResumed, .roomEnded: true
            default: false
            }
        }
        var reason = self.reason("state", WireWord.text(self.room.state), change)
        if change == nil {
            reason.remembered =
                "since \(TimeText.text(self.room.stateSince)), "
                + "because of \(WireWord.text(self.room.stateReason))"
        }
        // A room that ended for want of its host was paused for the same reason before.
        if let change, self.room.stateReason == .hostTimeout {
            let paused = self.history.latest(before: change.revision) { event in
                if case .roomPaused = event { true } else { false }
            }
            reason.because = paused.map { [RoomReason.Step($0)] } ?? []
        }
        return reason
    }

    private var host: RoomReason {
        let host = self.room.hostID
        let change = self.history.latest { event in
            switch event {
            case .hostChanged(let changed): changed.toUserID == host
            case .roomCreated(let created): created.hostID == host
            default: false
            }
        }
        var reason = self.reason("host", host, change)
        if change == nil, let seat = self.room.stage.seats.first, seat.userID == host {
            reason.remembered = Self.remembered(seat)
        }
        return reason
    }

    private var spotlight: RoomReason {
        let spotlight = self.room.products.spotlight
        let change = self.history.latest { event in
            if case .spotlightStarted(let started) = event {
                started.spotlight.segmentID == spotlight.segmentID
            } else {
                false
            }
        }
        var reason = self.reason("spotlight", spotlight.productID, change)
        if change == nil {
            reason.remembered =
                "since \(TimeText.text(spotlight.startedAt)), by "
                + ChangeText.who(spotlight.by, .command)
        }
        reason.because = self.addition(of: spotlight.productID, before: change)
        return reason
    }

    private func pin(_ product: String) -> RoomReason {
        let change = self.history.latest { event in
            if case .productPinned(let pinned) = event {
                pinned.productID == product
            } else {
                false
            }
        }
        var reason = self.reason("pin \(product)", "pinned", change)
        reason.because = self.addition(of: product, before: change)
        return reason
    }

    private func seat(_ seat: Roomkeeper_V1_Seat) -> RoomReason {
        let user = seat.userID
        let taken = self.history.latest { event in
            switch event {
            case .seatTaken(let taken): taken.seat.userID == user
            case .hostChanged(let changed): changed.fromUserID == user
            default: false
            }
        }
        let moved = self.history.latest { event in
            if case .seatMoved(let moved) = event { moved.userID == user } else { false }
        }
        // Who sits down again after a move was not moved to where they sit now.
        let isMoved = (moved?.revision ?? 0) > (taken?.revision ?? 0)
        var reason = self.reason(
            "seat \(seat.index)", "\(user), \(WireWord.text(seat.role))", isMoved ? moved : taken)
        if reason.change == nil { reason.remembered = Self.remembered(seat) }
        if isMoved, let taken { reason.because.append(RoomReason.Step(taken)) }
        reason.because += self.admission(of: user, by: taken)
        return reason
    }

    /// The invitation or the request that a seat was taken upon.
    private func admission(
        of user: String, by change: Roomkeeper_V1_Change?
    ) -> [RoomReason.Step] {
        guard let change else { return [] }
        let beginnings = change.events.compactMap { event -> Roomkeeper_V1_Change? in
            switch event.event {
            case .inviteClosed(let closed) where closed.userID == user:
                self.history.latest(before: change.revision) { event in
                    if case .inviteCreated(let created) = event {
                        created.invite.inviteID == closed.inviteID
                    } else {
                        false
                    }
                }
            case .requestClosed(let closed) where closed.userID == user:
                self.history.latest(before: change.revision) { event in
                    if case .requestCreated(let created) = event {
                        created.request.requestNo == closed.requestNo
                    } else {
                        false
                    }
                }
            default: nil
            }
        }
        return beginnings.map { RoomReason.Step($0) }
    }

    /// How a product came into the bag, when that was another change.
    private func addition(
        of product: String, before change: Roomkeeper_V1_Change?
    ) -> [RoomReason.Step] {
        guard let change else { return [] }
        let added = self.history.latest(before: change.revision) { event in
            if case .productAdded(let added) = event {
                added.product.productID == product
            } else {
                false
            }
        }
        return added.map { [RoomReason.Step($0)] } ?? []
    }

    private func reason(
        _ what: String, _ value: String, _ change: Roomkeeper_V1_Change?
    ) -> RoomReason {
        RoomReason(what: what, value: value, change: change.map { RoomReason.Step($0) })
    }

    private static func remembered(_ seat: Roomkeeper_V1_Seat) -> String {
        "since revision \(seat.joinedRevision), \(TimeText.text(seat.joinedAt))"
    }
}
