internal import RoomState

/// Commands of all kinds, most of which make sense for the room that they meet.
struct CommandMix {
    static let users = (0..<8).compactMap { UserID("u\($0)") }
    private let users = CommandMix.users
    private let products = (0..<12).compactMap { ProductID("p\($0)") }

    /// A command that makes a room.
    ///
    /// - Parameter byHeartbeat: whether its host has to send heartbeats while it is live.
    func creation(byHeartbeat: Bool, _ dice: inout Dice) -> RoomCommand {
        var settings = RoomSettings()
        settings.inviteTTLSeconds = dice.pick([5, 30])
        if byHeartbeat {
            settings.presenceMode = .heartbeat
            settings.presenceTTLSeconds = 5
            settings.pauseGraceSeconds = Int(dice.next(through: 3))
            settings.hostLossPolicy = dice.pick([.pauseThenEnd, .pauseThenEnd, .endNow])
        }
        let create = RoomOperation.Create(
            ownerID: dice.pick(self.users),
            info: RoomInfo(title: "t\(dice.next(through: 999))"), settings: settings,
            start: dice.flip())
        return RoomCommand(caller: "sim", target: .newRoom, operations: [.create(create)])
    }

    /// A command for the room `id`, whose revision is perhaps `revision`.
    func change(of id: RoomID, revision: UInt64, _ dice: inout Dice) -> RoomCommand {
        var operations = [self.operation(&dice)]
        while operations.count < 4, dice.happens(perMille: 200) {
            operations.append(self.operation(&dice))
        }
        var command = RoomCommand(caller: "sim", target: .room(id), operations: operations)
        if dice.happens(perMille: 250) {
            command.preconditions.revision = revision
        }
        return command
    }

    private func operation(_ dice: inout Dice) -> RoomOperation {
        let user = dice.pick(self.users)
        let product = dice.pick(self.products)
        switch dice.next(through: 39) {
        case 0: return .end
        case 1, 2, 3: return .start(dice.pick([.fail, .endOther]))
        case 4: return .pause
        case 5: return .resume
        case 6, 7, 8: return .transferHost(.init(userID: user, onConflict: .endOther))
        case 9, 10, 11: return .seatUser(.init(userID: user))
        case 12, 13: return .invite(.init(userID: user))
        case 14, 15: return .acceptInvite(user)
        case 16: return .declineInvite(user)
        case 17: return .removeFromSeat(user)
        case 18: return .leaveSeat(user)
        case 19, 20: return .addProducts(.init(products: [NewProduct(id: product)]))
        case 21: return .removeProducts([product])
        case 22:
            return .moveProduct(.init(productID: product, position: Int(dice.next(through: 3))))
        case 23, 24, 25, 26, 27, 28:
            return .pinProduct(
                .init(
                    productID: product, onFull: dice.pick([.reject, .evictLast]),
                    product: NewProduct(id: product)))
        case 29, 30, 31: return .unpinProduct(product)
        case 32, 33:
            return .setSpotlight(
                .init(productID: product, pin: dice.flip(), product: NewProduct(id: product)))
        case 34: return .clearSpotlight
        default:
            var update = RoomOperation.UpdateInfo()
            update.title = "v\(dice.next(through: 1_000_000))"
            return .updateInfo(update)
        }
    }
}
