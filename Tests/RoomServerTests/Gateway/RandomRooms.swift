import RoomMapping
import RoomState
import SeededRandomness

/// Rooms of every shape, far from likely ones: fields at their default and at their largest beside
/// each other.
struct RandomRooms {
    var generator: SeededGenerator

    mutating func room() -> Room {
        Room(
            head: self.head(), info: self.info(), settings: self.settings(), stage: self.stage(),
            products: self.products())
    }

    mutating func number() -> UInt64 {
        switch self.generator.below(4) {
        case 0: 0
        case 1: UInt64(self.generator.below(300))
        case 2: self.generator.next()
        default: self.generator.next() >> UInt64(self.generator.below(64))
        }
    }

    mutating func time() -> GroupTime { GroupTime(milliseconds: self.number()) }

    /// Of one to three bytes a letter, now and then empty.
    mutating func text(upTo count: Int = 200) -> String {
        String(
            (0..<self.generator.below(count)).map { _ in
                self.generator.pick(["a", "Z", "9", "é", "房", "\u{0}"] as [Character])
            })
    }

    private mutating func id() -> String {
        String((0...self.generator.below(64)).map { _ in self.generator.pick(Array("aZ9._~-")) })
    }

    mutating func roomID() -> RoomID {
        self.generator.oneIn(2)
            ? RoomID(String(self.generator.next()))! : RoomID("r" + self.id().dropLast())!
    }

    private mutating func user() -> UserID { UserID(self.id())! }

    private mutating func product() -> ProductID { ProductID(self.id())! }

    private mutating func minted() -> MintedID { MintedID(self.id())! }

    private mutating func perhaps<Value>(_ value: (inout Self) -> Value) -> Value? {
        self.generator.oneIn(2) ? value(&self) : nil
    }

    private mutating func some<Value>(_ count: Int, _ value: (inout Self) -> Value) -> [Value] {
        (0..<self.generator.below(count + 1)).map { _ in value(&self) }
    }

    // MARK: Sections

    private mutating func head() -> RoomHead {
        var head = RoomHead(
            id: self.roomID(),
            uid: RoomUID(group: UInt32(truncatingIfNeeded: self.number()), index: self.number()),
            ownerID: self.user(), hostID: self.user(), createdAt: self.time())
        head.state = self.generator.pick(Room.State.allCases)
        head.stateReason = self.generator.pick(Room.StateReason.allCases)
        head.stateSince = self.time()
        head.revisions.room = self.number()
        head.revisions.info = self.number()
        head.revisions.stage = self.number()
        head.revisions.products = self.number()
        head.revisions.moderation = self.number()
        head.startedAt = self.perhaps { $0.time() }
        head.endedAt = self.perhaps { $0.time() }
        head.autoEndAt = self.perhaps { $0.time() }
        return head
    }

    private mutating func info() -> RoomInfo {
        var info = RoomInfo(
            title: self.text(), description: self.text(upTo: 2000), coverURI: self.text(),
            language: self.text(upTo: 3), region: self.text(upTo: 3))
        info.categories = self.some(3) { $0.id() }
        info.tags = self.some(10) { $0.text(upTo: 20) }
        // ASCII keys: SwiftProtobuf has its own order for others, and no order is promised.
        info.labels = (0..<self.generator.below(5)).map {
            Label(key: $0 == 0 ? "" : "key\($0)", value: self.text(upTo: 100))
        }
        return info
    }

    private mutating func settings() -> RoomSettings {
        var settings = RoomSettings()
        settings.guestSeats = self.generator.below(33)
        settings.seatMode = self.generator.pick(RoomSettings.SeatMode.allCases)
        settings.maxProducts = self.generator.below(501)
        settings.maxPinned = self.generator.below(21)
        settings.inviteTTLSeconds = self.generator.below(86_401)
        settings.hostLossPolicy = self.generator.pick(RoomSettings.HostLossPolicy.allCases)
        settings.successorIDs = self.some(8) { $0.user() }
        settings.presenceMode = self.generator.pick(RoomSettings.PresenceMode.allCases)
        settings.presenceTTLSeconds = self.generator.below(301)
        settings.pauseGraceSeconds = self.generator.below(3_601)
        settings.requestQueueMax = self.generator.below(1_001)
        return settings
    }

    private mutating func stage() -> Stage {
        var stage = Stage(guestSeats: self.generator.below(33))
        for index in stage.seats.indices {
            stage.seats[index].isLocked = self.generator.oneIn(2)
            stage.seats[index].occupant = self.perhaps {
                Stage.Occupant(
                    userID: $0.user(), role: $0.generator.pick(Stage.Role.allCases),
                    joinedAt: $0.time(), joinedRevision: $0.number())
            }
        }
        stage.invites = self.some(4) {
            var invite = Stage.Invite(
                id: $0.minted(), userID: $0.user(),
                role: $0.generator.pick(Stage.Role.allCases), createdAt: $0.time())
            invite.seatIndex = $0.perhaps { $0.generator.below(33) }
            invite.invitedBy = $0.perhaps { $0.user() }
            invite.expiresAt = $0.time()
            return invite
        }
        stage.requests = self.some(4) {
            Stage.SeatRequest(
                number: $0.number(), userID: $0.user(), note: $0.text(upTo: 140),
                createdAt: $0.time())
        }
        return stage
    }

    private mutating func products() -> Products {
        var products = Products()
        products.bag = self.some(6) {
            Product(
                NewProduct(
                    id: $0.product(), sellerID: $0.perhaps { SellerID($0.id())! },
                    title: $0.text(), imageURI: $0.text(),
                    listing: $0.generator.pick(Product.Listing.allCases)),
                addedBy: $0.perhaps { $0.user() }, addedAt: $0.time())
        }
        products.pinned = self.some(4) { $0.product() }
        products.spotlight = self.perhaps { $0.spotlight() }
        products.segments = self.some(4) {
            Segment(
                spotlight: $0.spotlight(), endedAt: $0.time(),
                endReason: $0.generator.pick(Segment.EndReason.allCases))
        }
        return products
    }

    private mutating func spotlight() -> Spotlight {
        Spotlight(
            segmentID: self.minted(), productID: self.product(),
            by: self.perhaps { $0.user() }, startedAt: self.time())
    }
}
