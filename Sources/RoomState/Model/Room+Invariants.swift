extension Room {
    /// What does not hold and must: one sentence each, none when all is well (rooms.md §3).
    ///
    /// It is linear in the room; the simulator calls it after every entry. The rules that need
    /// other rooms (3, 15) or earlier revisions (8, 10) are checked by whoever sees those.
    package func checkInvariants() -> [String] {
        var violations: [String] = []
        func expect(_ condition: Bool, _ sentence: @autoclosure () -> String) {
            if !condition {
                violations.append("room \(self.id) at revision \(self.revision): \(sentence())")
            }
        }
        self.checkHead(expect)
        self.checkSeats(expect)
        self.checkInvites(expect)
        self.checkRequests(expect)
        self.checkProducts(expect)
        self.checkSegments(expect)
        return violations
    }

    private typealias Expect = (_ condition: Bool, _ sentence: @autoclosure () -> String) -> Void

    private func checkHead(_ expect: Expect) {
        let revisions = self.head.revisions
        expect(revisions.room >= 1, "the revision is 0")
        for section in [
            revisions.info, revisions.stage, revisions.products, revisions.moderation,
        ] {
            expect(
                (1...max(1, revisions.room)).contains(section),
                "a section revision is \(section), outside 1 to \(revisions.room)")
        }
        expect(
            (self.head.endedAt != nil) == (self.head.state == .ended),
            "the state is \(self.head.state.code) and ended_at says otherwise")
        expect(
            self.head.startedAt != nil || !self.head.state.occupiesHost,
            "the state is \(self.head.state.code) and started_at is absent")
        expect(
            (self.head.presenceID != nil) == (self.head.state == .live),
            "the state is \(self.head.state.code) and the presence of the host says otherwise")
        let isHostLost = self.head.state == .paused && self.head.stateReason == .hostLost
        expect(
            (self.head.autoEndAt != nil) == isHostLost,
            "the state is \(self.head.state.code) and auto_end_at says otherwise")
        expect(
            self.growingBytes <= Limits.roomBytes - Limits.roomReservedBytes,
            "info, bag and seat requests take \(self.growingBytes) bytes")
    }

    private func checkSeats(_ expect: Expect) {
        let seats = self.stage.seats
        expect(
            seats.count == 1 + self.settings.guestSeats,
            "there are \(seats.count) seats for \(self.settings.guestSeats) guest seats")
        let hosts = seats.indices.filter { seats[$0].occupant?.role == .host }
        if self.head.state.occupiesHost {
            expect(hosts == [0], "the host seats are \(hosts), not [0]")
            expect(
                seats.first?.occupant?.userID == self.head.hostID, "seat 0 does not hold the host")
        } else {
            expect(
                seats.allSatisfy { $0.occupant == nil },
                "a seat is taken while the state is \(self.head.state.code)")
        }
        var users: Set<UserID> = []
        for seat in seats {
            guard let occupant = seat.occupant else { continue }
            expect(!seat.isLocked, "\(occupant.userID) sits on a locked seat")
            expect(users.insert(occupant.userID).inserted, "\(occupant.userID) has two seats")
        }
    }

    private func checkInvites(_ expect: Expect) {
        let invites = self.stage.invites
        expect(invites.count <= Limits.invites, "there are \(invites.count) invites")
        expect(invites.isEmpty || self.head.state != .ended, "an ended room has invites")
        var users: Set<UserID> = []
        for invite in invites {
            expect(users.insert(invite.userID).inserted, "\(invite.userID) has two invites")
            expect(
                self.stage.seatIndex(of: invite.userID) == nil,
                "\(invite.userID) has a seat and an invite")
            expect(invite.userID != self.head.hostID, "the host is invited")
            expect(
                (invite.seatIndex ?? 0) <= self.settings.guestSeats,
                "\(invite.userID) is invited to a seat that is not there")
        }
    }

    private func checkRequests(_ expect: Expect) {
        let requests = self.stage.requests
        expect(
            requests.count <= self.settings.requestQueueMax,
            "\(requests.count) of at most \(self.settings.requestQueueMax) ask for a seat")
        expect(
            requests.isEmpty || self.settings.seatMode == .apply,
            "there are requests, and the seat mode takes none")
        expect(
            requests.isEmpty || self.head.state.occupiesHost,
            "there are requests while the state is \(self.head.state.code)")
        var users: Set<UserID> = []
        var previous: Stage.SeatRequest?
        for request in requests {
            let user = request.userID
            expect(users.insert(user).inserted, "\(user) has two requests")
            expect(self.stage.seatIndex(of: user) == nil, "\(user) has a seat and a request")
            expect(self.stage.invite(of: user) == nil, "\(user) has an invite and a request")
            expect(user != self.head.hostID, "the host asks for a seat")
            expect(
                previous.map { $0.number < request.number } ?? true
                    && request.number <= self.stage.lastRequestNumber,
                "request \(request.number) is out of order")
            expect(
                previous.map { $0.expiresAt <= request.expiresAt } ?? true,
                "request \(request.number) runs out before the one in front of it")
            previous = request
        }
    }

    private func checkProducts(_ expect: Expect) {
        let products = self.products
        expect(
            products.bag.count <= self.settings.maxProducts,
            "the bag holds \(products.bag.count) of at most \(self.settings.maxProducts)")
        expect(
            products.pinned.count <= self.settings.maxPinned,
            "\(products.pinned.count) of at most \(self.settings.maxPinned) are pinned")
        let bag = Set(products.bag.map(\.id))
        expect(bag.count == products.bag.count, "a product is in the bag twice")
        let pinned = Set(products.pinned)
        expect(pinned.count == products.pinned.count, "a product is pinned twice")
        expect(pinned.isSubset(of: bag), "a pinned product is not in the bag")
        if self.head.state == .ended {
            expect(pinned.isEmpty, "an ended room has pins")
            expect(
                self.deadlines.allSatisfy { $0.kind == .purge },
                "an ended room has a deadline besides that of its deletion")
        }
        guard let spotlight = products.spotlight else { return }
        let shown = products.bag.first { $0.id == spotlight.productID }
        expect(shown != nil, "the spotlight is not in the bag")
        expect(shown?.listing != .hidden, "the spotlight is hidden")
        expect(
            self.head.state == .live || self.head.state == .paused,
            "there is a spotlight while the state is \(self.head.state.code)")
    }

    private func checkSegments(_ expect: Expect) {
        let segments = self.products.segments
        expect(segments.count <= Limits.segments, "there are \(segments.count) segments")
        var previousEnd = GroupTime.zero
        for segment in segments {
            expect(
                segment.spotlight.startedAt >= previousEnd,
                "segment \(segment.spotlight.segmentID) begins before the one before it ends")
            expect(
                segment.endedAt >= segment.spotlight.startedAt,
                "segment \(segment.spotlight.segmentID) ends before it begins")
            previousEnd = segment.endedAt
        }
        if let open = self.products.spotlight {
            expect(open.startedAt >= previousEnd, "the open segment overlaps the last one")
        }
    }
}
