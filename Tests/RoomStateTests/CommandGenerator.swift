import RoomState
import SeededRandomness

/// Random commands over a few users, products and rooms, most of them sensible.
struct CommandGenerator {
    private(set) var random: SeededGenerator
    private let users: [UserID] = ["anna", "bert", "cleo", "dora", "eric", "fina"]
    private let products: [ProductID] = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]
    private var nextRequest = 0
    /// Recent commands with a request id, to be repeated.
    private var recent: [RoomCommand] = []
    /// What was learned of rooms, for commands that must know them.
    private var bags: [RoomID: (ids: [ProductID], revision: UInt64)] = [:]
    /// Learned rooms that have not ended, oldest first.
    private var open: [RoomID] = []

    init(seed: UInt64) {
        self.random = SeededGenerator(seed: seed)
    }

    /// Takes note of a room that changed.
    mutating func learn(_ room: Room) {
        self.bags[room.id] = (room.products.bag.map(\.id), room.head.revisions.products)
        self.open.removeAll { $0 == room.id }
        if room.head.state != .ended { self.open.append(room.id) }
    }

    mutating func command(rooms: [RoomID], at time: GroupTime) -> RoomCommand {
        if !self.recent.isEmpty, self.random.oneIn(8) {
            var repeated = self.random.pick(self.recent)
            if self.random.oneIn(10) { repeated.operations = [.pause] }
            return repeated
        }
        var command: RoomCommand
        if rooms.isEmpty || self.random.oneIn(40) {
            command = RoomCommand(
                caller: "one", target: .newRoom, operations: [.create(self.create())])
        } else {
            // Mostly the latest rooms, for the others have probably ended.
            let known = self.open.isEmpty || self.random.oneIn(20) ? rooms : self.open
            let reach = min(known.count, self.random.oneIn(10) ? known.count : 3)
            let room: RoomID =
                self.random.oneIn(100) ? "404" : self.random.pick(Array(known.suffix(reach)))
            command = RoomCommand(caller: "one", target: .room(room), operations: [])
            command.preconditions = self.preconditions()
        }
        if case .room(let id) = command.target, let bag = self.bags[id], self.random.oneIn(20) {
            command.operations = [.reorderProducts(self.order(of: bag.ids))]
            command.preconditions.productsRevision = bag.revision
        }
        let more = self.random.oneIn(4) ? self.random.below(5) : 0
        while command.operations.count < more + 1 {
            command.operations.append(self.operation())
        }
        command.actor = !self.random.oneIn(3) ? nil : self.random.pick(self.users)
        if self.random.oneIn(3) {
            self.nextRequest += 1
            command.caller = self.random.oneIn(2) ? "one" : "two"
            command.requestID = RequestID("r\(self.nextRequest)")
            let seconds = UInt64(self.random.below(120))
            command.notAfter = time.advanced(bySeconds: seconds)
            self.recent.append(command)
            if self.recent.count > 40 { self.recent.removeFirst() }
        }
        return command
    }

    /// How far group time moves before the next command; mostly little, now and then a minute,
    /// seldom so long that a request for a seat runs out.
    mutating func pause() -> UInt64 {
        if self.random.oneIn(400) { return UInt64(self.random.below(900_000)) }
        return self.random.oneIn(50)
            ? UInt64(self.random.below(60_000)) : UInt64(self.random.below(40))
    }

    mutating func operation() -> RoomOperation {
        switch self.random.below(60) {
        case 0: return self.random.oneIn(5) ? .end : .resume
        case 1: return .pause
        case 2: return .resume
        case 3...5: return .start(self.onConflict())
        case 6: return .updateInfo(self.update())
        case 7, 8:
            return .transferHost(
                .init(userID: self.random.pick(self.users), onConflict: self.onConflict()))
        case 9...11:
            return .seatUser(
                .init(
                    userID: self.random.pick(self.users), role: self.role(), seatIndex: self.seat())
            )
        case 12...15:
            return .invite(
                .init(
                    userID: self.random.pick(self.users), role: self.role(), seatIndex: self.seat())
            )
        case 16...18: return .acceptInvite(self.random.pick(self.users))
        case 19: return .declineInvite(self.random.pick(self.users))
        case 20: return .removeFromSeat(self.random.pick(self.users))
        case 21: return .leaveSeat(self.random.pick(self.users))
        case 22...41: return self.stageOperation()
        case 42: return .updateSettings(self.settingsUpdate())
        case 43: return .hostLost(self.random.pick(self.users))
        default: return self.productOperation()
        }
    }

    private mutating func stageOperation() -> RoomOperation {
        let user = self.random.pick(self.users)
        switch self.random.below(23) {
        case 0...7: return .requestSeat(.init(userID: user, note: "please"))
        case 8, 9: return .cancelInvite(user)
        case 10: return .cancelRequest(user)
        case 11, 12:
            return .approveRequest(
                .init(userID: user, role: self.role(), seatIndex: self.seat()))
        case 13: return .rejectRequest(user)
        case 14, 15: return .moveSeat(.init(userID: user, seatIndex: self.random.below(5)))
        case 16, 17: return .setRole(.init(userID: user, role: self.role()))
        case 18...20: return .lockSeat(self.random.below(5))
        default: return .unlockSeat(1 + self.random.below(3))
        }
    }

    /// The bag in another order, now and then with a fault.
    private mutating func order(of bag: [ProductID]) -> [ProductID] {
        var ids = bag.shuffled(using: &self.random)
        guard self.random.oneIn(4) else { return ids }
        switch self.random.below(3) {
        case 0: ids.append("p404")
        case 1: ids = Array(ids.dropLast())
        default: ids += ids.prefix(1)
        }
        return ids
    }

    private mutating func settingsUpdate() -> RoomOperation.UpdateSettings {
        var update = RoomOperation.UpdateSettings()
        switch self.random.below(6) {
        case 0: update.guestSeats = self.random.below(5)
        case 1: update.seatMode = self.random.pick([.apply, .apply, .free, .inviteOnly])
        case 2: update.maxProducts = 3 + self.random.below(5)
        case 3: update.maxPinned = 1 + self.random.below(3)
        case 4: update.inviteTTLSeconds = 5 + self.random.below(60)
        default: update.requestQueueMax = self.random.below(4)
        }
        return update
    }

    private mutating func productOperation() -> RoomOperation {
        let product = self.random.pick(self.products)
        switch self.random.below(10) {
        case 0, 1:
            return .addProducts(
                .init(
                    products: [self.newProduct(product)],
                    position: self.random.oneIn(2) ? nil : self.random.below(5)))
        case 2: return .removeProducts([product])
        case 3: return .moveProduct(.init(productID: product, position: self.random.below(7)))
        case 4, 5:
            return .pinProduct(
                .init(
                    productID: product, position: self.random.oneIn(2) ? nil : 0,
                    onFull: self.random.oneIn(2) ? .reject : .evictLast,
                    product: self.random.oneIn(2) ? nil : self.newProduct(product)))
        case 6: return .unpinProduct(product)
        case 7, 8:
            return .setSpotlight(
                .init(
                    productID: product, pin: self.random.oneIn(2),
                    product: self.random.oneIn(2) ? nil : self.newProduct(product)))
        default: return .clearSpotlight
        }
    }

    private mutating func create() -> RoomOperation.Create {
        var settings = RoomSettings()
        settings.guestSeats = self.random.below(4)
        settings.maxProducts = 6
        settings.maxPinned = 1 + self.random.below(3)
        settings.inviteTTLSeconds = 5
        settings.seatMode = self.random.pick([.apply, .apply, .apply, .free, .inviteOnly])
        settings.requestQueueMax = 1 + self.random.below(3)
        settings.presenceMode = self.random.pick(RoomSettings.PresenceMode.allCases)
        settings.hostLossPolicy = self.random.pick(RoomSettings.HostLossPolicy.allCases)
        settings.pauseGraceSeconds = self.random.below(40)
        var create = RoomOperation.Create(
            ownerID: self.random.pick(self.users),
            hostID: self.random.oneIn(2) ? nil : self.random.pick(self.users),
            info: RoomInfo(title: "Room \(self.random.below(100))"), settings: settings,
            start: self.random.oneIn(2))
        create.onConflict = self.onConflict()
        return create
    }

    private mutating func newProduct(_ id: ProductID) -> NewProduct {
        NewProduct(
            id: id, sellerID: self.random.oneIn(2) ? nil : "shop",
            title: "Product \(self.random.below(100))", imageURI: "",
            listing: self.random.pick([.visible, .visible, .visible, .hidden, .soldOut]))
    }

    private mutating func update() -> RoomOperation.UpdateInfo {
        var update = RoomOperation.UpdateInfo()
        if self.random.oneIn(2) { update.title = "Title \(self.random.below(5))" }
        if self.random.oneIn(2) { update.region = "r\(self.random.below(3))" }
        if self.random.oneIn(2) { update.tags = ["t\(self.random.below(3))"] }
        if self.random.oneIn(2) { update.categories = self.random.oneIn(2) ? [] : ["c"] }
        if self.random.oneIn(2) { update.labels = Label.ordered(["k": "\(self.random.below(3))"]) }
        return update
    }

    private mutating func preconditions() -> Preconditions {
        var preconditions = Preconditions()
        guard self.random.oneIn(6) else { return preconditions }
        switch self.random.below(6) {
        case 4:
            preconditions.etag = RoomETag(
                uid: RoomUID(group: 1, index: UInt64(1 + self.random.below(100))), revision: 1)
        case 5: preconditions.stageRevision = UInt64(self.random.below(10))
        case 0: preconditions.revision = UInt64(self.random.below(30))
        case 1: preconditions.hostID = self.random.pick(self.users)
        case 2: preconditions.spotlight = self.random.oneIn(2) ? .empty : .product("p1")
        default: preconditions.state = self.random.pick([.scheduled, .live, .paused])
        }
        return preconditions
    }

    private mutating func onConflict() -> RoomOperation.OnConflict {
        self.random.oneIn(2) ? .fail : .endOther
    }

    private mutating func role() -> Stage.Role {
        self.random.oneIn(3) ? .guest : .coHost
    }

    private mutating func seat() -> Int? {
        self.random.oneIn(2) ? nil : self.random.below(5)
    }
}
