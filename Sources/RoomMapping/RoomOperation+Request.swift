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
        switch op {
        case .create(let create):
            self = .create(try Create(create, FieldPath(operation: index, name: "create")))
        case .start(let start):
            self = .start(
                try RequestEnums.onConflict(
                    start.onConflict, field: "operations[\(index)].start.on_conflict"))
        case .pause: self = .pause
        case .resume: self = .resume
        case .end: self = .end
        case .updateInfo(let update): self = .updateInfo(UpdateInfo(update))
        case .transferHost(let transfer):
            self = .transferHost(
                try TransferHost(transfer, FieldPath(operation: index, name: "transfer_host")))
        case .seatUser(let seat):
            self = .seatUser(try SeatUser(seat, FieldPath(operation: index, name: "seat_user")))
        case .invite(let invite):
            self = .invite(try InviteUser(invite, FieldPath(operation: index, name: "invite")))
        case .acceptInvite(let user):
            self = .acceptInvite(try Self.user(user.userID, index, "accept_invite"))
        case .declineInvite(let user):
            self = .declineInvite(try Self.user(user.userID, index, "decline_invite"))
        case .removeFromSeat(let user):
            self = .removeFromSeat(try Self.user(user.userID, index, "remove_from_seat"))
        case .leaveSeat(let user):
            self = .leaveSeat(try Self.user(user.userID, index, "leave_seat"))
        case .addProducts(let add):
            self = .addProducts(
                try AddProducts(add, FieldPath(operation: index, name: "add_products")))
        case .removeProducts(let remove):
            self = .removeProducts(
                try Self.productIDs(
                    remove.productIds, FieldPath(operation: index, name: "remove_products")))
        case .moveProduct(let move):
            self = .moveProduct(
                try MoveProduct(move, FieldPath(operation: index, name: "move_product")))
        case .pinProduct(let pin):
            self = .pinProduct(
                try PinProduct(pin, FieldPath(operation: index, name: "pin_product")))
        case .unpinProduct(let unpin):
            self = .unpinProduct(
                try ProductID(
                    unpin.productID, field: "operations[\(index)].unpin_product.product_id"))
        case .setSpotlight(let spotlight):
            self = .setSpotlight(
                try SetSpotlight(spotlight, FieldPath(operation: index, name: "set_spotlight")))
        case .clearSpotlight_p: self = .clearSpotlight
        case .updateSettings, .hostLost, .cancelInvite, .requestSeat, .cancelRequest,
            .approveRequest, .rejectRequest, .moveSeat, .lockSeat, .unlockSeat, .setRole,
            .reorderProducts:
            throw InvalidField(
                field: "operations[\(index)].op",
                limit: "one of the operations that this version of the service carries out",
                actual: "one of a later version")
        }
    }

    private static func user(
        _ id: String, _ index: Int, _ name: StaticString
    ) throws(InvalidField) -> UserID {
        try UserID(id, field: FieldPath(operation: index, name: name)("user_id"))
    }
}
