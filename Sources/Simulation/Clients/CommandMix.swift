internal import RoomState

/// Commands of all kinds, most of which make sense for the room that they meet.
struct CommandMix {
    static let users = (0..<8).compactMap { UserID("u\($0)") }
    let users = CommandMix.users
    private let products = (0..<12).compactMap { ProductID("p\($0)") }
    /// Whether nobody ends rooms.
    let isLasting: Bool
    /// Whether rooms are seldom paused or handed over.
    let isSteady: Bool

    init(_ workload: SimulationPlan.Workload) {
        self.isLasting = workload.isLasting
        self.isSteady = workload.isSteady
    }

    /// A command that makes a room.
    ///
    /// - Parameter byHeartbeat: whether its host has to send heartbeats while it is live.
    func creation(byHeartbeat: Bool, _ dice: inout Dice) -> RoomCommand {
        var settings = RoomSettings()
        settings.inviteTTLSeconds = dice.pick([5, 30])
        settings.guestSeats = dice.pick([2, 4, 8])
        settings.seatMode = dice.pick([.apply, .apply, .free, .inviteOnly])
        settings.requestQueueMax = dice.pick([1, 200])
        if byHeartbeat {
            settings.presenceMode = .heartbeat
            settings.presenceTTLSeconds = 5
            settings.pauseGraceSeconds = Int(dice.next(through: 3))
            settings.hostLossPolicy = dice.pick([.pauseThenEnd, .pauseThenEnd, .endNow])
        }
        let create = RoomOperation.Create(
            ownerID: dice.pick(self.users),
            info: RoomInfo(title: "t\(dice.next(through: 999))"), settings: settings,
            start: dice.happens(perMille: 750))
        return RoomCommand(caller: "sim", target: .newRoom, operations: [.create(create)])
    }

    /// A command for the room `id`, which is perhaps still as it is `known`.
    func change(of id: RoomID, known: Room?, _ dice: inout Dice) -> RoomCommand {
        var operations = [self.operation(&dice)]
        while operations.count < 4, dice.happens(perMille: 200) {
            operations.append(self.operation(&dice))
        }
        var command = RoomCommand(caller: "sim", target: .room(id), operations: operations)
        if dice.happens(perMille: 250) {
            command.preconditions.revision = known?.revision ?? 0
        }
        if let known, dice.happens(perMille: 15) {
            // The whole bag in a new order goes only with the revision that it was seen at.
            command.operations.append(.reorderProducts(known.products.bag.reversed().map(\.id)))
            command.preconditions.productsRevision = known.head.revisions.products
        }
        if dice.happens(perMille: 100) {
            // A user, who may do less than a service.
            command.actor = dice.pick(self.users)
        }
        return command
    }

    private func operation(_ dice: inout Dice) -> RoomOperation {
        switch dice.next(through: 99) {
        case 0..<18: self.lifecycle(&dice)
        case 18..<25: self.settings(&dice)
        case 25..<60: self.seat(&dice)
        case 60..<90: self.product(&dice)
        default: self.info(&dice)
        }
    }

    private func lifecycle(_ dice: inout Dice) -> RoomOperation {
        let user = dice.pick(self.users)
        if self.isSteady, !dice.happens(perMille: 50) {
            return dice.flip() ? .start(.fail) : .resume
        }
        switch dice.next(through: 17) {
        case 0: return self.isLasting ? .pause : .end
        case 1: return .hostLost(user)
        case 2, 3: return .pause
        case 4, 5: return .resume
        case 6..<12:
            return .start(self.isLasting ? .fail : dice.pick([.fail, .endOther]))
        default:
            return .transferHost(
                .init(userID: user, onConflict: self.isLasting ? .fail : .endOther))
        }
    }

    /// All settings but those of presence, whose promises are checked by what they were.
    private func settings(_ dice: inout Dice) -> RoomOperation {
        var update = RoomOperation.UpdateSettings()
        switch dice.next(through: 4) {
        case 0: update.guestSeats = dice.pick([1, 2, 4, 8])
        case 1: update.seatMode = dice.pick([.apply, .apply, .free, .inviteOnly])
        case 2: update.requestQueueMax = dice.pick([1, 3, 200])
        case 3: update.maxPinned = dice.pick([1, 2, 5])
        default: update.maxProducts = dice.pick([4, 8, 200])
        }
        return .updateSettings(update)
    }

    private func product(_ dice: inout Dice) -> RoomOperation {
        let product = dice.pick(self.products)
        switch dice.next(through: 30) {
        case 0..<4: return .addProducts(.init(products: [NewProduct(id: product)]))
        case 4, 5: return .removeProducts([product])
        case 6, 7:
            return .moveProduct(.init(productID: product, position: Int(dice.next(through: 3))))
        case 8..<18:
            return .pinProduct(
                .init(
                    productID: product, onFull: dice.pick([.reject, .evictLast]),
                    product: NewProduct(id: product)))
        case 18..<24: return .unpinProduct(product)
        case 24..<29:
            return .setSpotlight(
                .init(productID: product, pin: dice.flip(), product: NewProduct(id: product)))
        default: return .clearSpotlight
        }
    }

    private func info(_ dice: inout Dice) -> RoomOperation {
        var update = RoomOperation.UpdateInfo()
        update.title = "v\(dice.next(through: 1_000_000))"
        return .updateInfo(update)
    }
}
