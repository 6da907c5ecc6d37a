import RoomProtocol
import RoomState

extension RoomOperation {
    /// One operation of a request; `index` is its place, for the path in an error.
    init(_ operation: Roomkeeper_V1_Operation, at index: Int) throws(InvalidField) {
        guard let op = operation.op else {
            throw InvalidField(
                field: "operations[\(index)].op",
                limit: "one of the operations that this version of the service knows",
                actual: "none of them")
        }
        func at(_ name: StaticString) -> FieldPath { FieldPath(operation: index, name: name) }
        switch op {
        case .create(let op): self = .create(try Create(op, at("create")))
        case .start(let op):
            self = .start(
                try RequestEnums.onConflict(op.onConflict, field: at("start")("on_conflict")))
        case .pause: self = .pause
        case .resume: self = .resume
        case .end: self = .end
        case .updateInfo(let op): self = .updateInfo(UpdateInfo(op))
        case .updateSettings(let op):
            self = .updateSettings(try UpdateSettings(op, at("update_settings")))
        case .hostLost(let op): self = .hostLost(try at("host_lost").user(op.userID))
        case .transferHost(let op):
            self = .transferHost(try TransferHost(op, at("transfer_host")))
        case .seatUser(let op): self = .seatUser(try SeatUser(op, at("seat_user")))
        case .invite(let op): self = .invite(try InviteUser(op, at("invite")))
        case .acceptInvite(let op): self = .acceptInvite(try at("accept_invite").user(op.userID))
        case .declineInvite(let op):
            self = .declineInvite(try at("decline_invite").user(op.userID))
        case .removeFromSeat(let op):
            self = .removeFromSeat(try at("remove_from_seat").user(op.userID))
        case .leaveSeat(let op): self = .leaveSeat(try at("leave_seat").user(op.userID))
        case .cancelInvite(let op): self = .cancelInvite(try at("cancel_invite").user(op.userID))
        case .requestSeat(let op): self = .requestSeat(try RequestSeat(op, at("request_seat")))
        case .cancelRequest(let op):
            self = .cancelRequest(try at("cancel_request").user(op.userID))
        case .approveRequest(let op):
            self = .approveRequest(try ApproveRequest(op, at("approve_request")))
        case .rejectRequest(let op):
            self = .rejectRequest(try at("reject_request").user(op.userID))
        case .moveSeat(let op): self = .moveSeat(try MoveSeat(op, at("move_seat")))
        case .lockSeat(let op): self = .lockSeat(Int(op.seatIndex))
        case .unlockSeat(let op): self = .unlockSeat(Int(op.seatIndex))
        case .setRole(let op): self = .setRole(try SetRole(op, at("set_role")))
        case .addProducts(let op): self = .addProducts(try AddProducts(op, at("add_products")))
        case .removeProducts(let op):
            self = .removeProducts(try at("remove_products").products(op.productIds))
        case .moveProduct(let op): self = .moveProduct(try MoveProduct(op, at("move_product")))
        case .pinProduct(let op): self = .pinProduct(try PinProduct(op, at("pin_product")))
        case .unpinProduct(let op):
            self = .unpinProduct(try at("unpin_product").product(op.productID))
        case .setSpotlight(let op): self = .setSpotlight(try SetSpotlight(op, at("set_spotlight")))
        case .clearSpotlight_p: self = .clearSpotlight
        case .reorderProducts(let op):
            self = .reorderProducts(try at("reorder_products").products(op.productIds))
        }
    }
}

/// The fields that many operations have alike.
extension FieldPath {
    func user(_ id: String) throws(InvalidField) -> UserID {
        try UserID(id, field: self("user_id"))
    }

    func product(_ id: String) throws(InvalidField) -> ProductID {
        try ProductID(id, field: self("product_id"))
    }

    func products(_ ids: [String]) throws(InvalidField) -> [ProductID] {
        var result: [ProductID] = []
        result.reserveCapacity(ids.count)
        for (index, id) in ids.enumerated() {
            result.append(try ProductID(id, field: self("product_ids", index)))
        }
        return result
    }
}
