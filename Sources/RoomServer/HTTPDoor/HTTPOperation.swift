import RoomMapping
import RoomProtocol
import SwiftProtobuf

/// An operation that has a path of its own: `POST /v1/rooms/{id}:{operation}`, with the operation's
/// message as the body.
struct HTTPOperation: Sendable {
    typealias Kind = Roomkeeper_V1_Operation.OneOf_Op

    /// As in the protocol, `pin_product`.
    let name: String
    /// Reads a body; an empty one stands for `{}`, since many operations need nothing told.
    let read: @Sendable ([UInt8]) throws(Roomkeeper_V1_Error) -> Kind

    private init<Body: Message>(_ name: String, _ wrap: @escaping @Sendable (Body) -> Kind) {
        self.name = name
        self.read = { body throws(Roomkeeper_V1_Error) in
            wrap(try JSONFault.decode(Body.self, from: body.isEmpty ? Array("{}".utf8) : body))
        }
    }

    static func named(_ name: String) -> HTTPOperation? {
        Self.all.first { $0.name == name }
    }

    /// All of them, in the order of the protocol.
    static let all: [HTTPOperation] = [
        HTTPOperation("create", Kind.create),
        HTTPOperation("start", Kind.start),
        HTTPOperation("pause", Kind.pause),
        HTTPOperation("resume", Kind.resume),
        HTTPOperation("end", Kind.end),
        HTTPOperation("update_info", Kind.updateInfo),
        HTTPOperation("update_settings", Kind.updateSettings),
        HTTPOperation("host_lost", Kind.hostLost),
        HTTPOperation("transfer_host", Kind.transferHost),
        HTTPOperation("seat_user", Kind.seatUser),
        HTTPOperation("invite", Kind.invite),
        HTTPOperation("accept_invite", Kind.acceptInvite),
        HTTPOperation("decline_invite", Kind.declineInvite),
        HTTPOperation("remove_from_seat", Kind.removeFromSeat),
        HTTPOperation("leave_seat", Kind.leaveSeat),
        HTTPOperation("cancel_invite", Kind.cancelInvite),
        HTTPOperation("request_seat", Kind.requestSeat),
        HTTPOperation("cancel_request", Kind.cancelRequest),
        HTTPOperation("approve_request", Kind.approveRequest),
        HTTPOperation("reject_request", Kind.rejectRequest),
        HTTPOperation("move_seat", Kind.moveSeat),
        HTTPOperation("lock_seat", Kind.lockSeat),
        HTTPOperation("unlock_seat", Kind.unlockSeat),
        HTTPOperation("set_role", Kind.setRole),
        HTTPOperation("add_products", Kind.addProducts),
        HTTPOperation("remove_products", Kind.removeProducts),
        HTTPOperation("move_product", Kind.moveProduct),
        HTTPOperation("pin_product", Kind.pinProduct),
        HTTPOperation("unpin_product", Kind.unpinProduct),
        HTTPOperation("set_spotlight", Kind.setSpotlight),
        HTTPOperation("clear_spotlight", Kind.clearSpotlight_p),
        HTTPOperation("reorder_products", Kind.reorderProducts),
    ]
}
