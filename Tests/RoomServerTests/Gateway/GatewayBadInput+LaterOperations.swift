import RoomProtocol
import SwiftProtobuf

extension GatewayBadInput {
    /// Settings after the creation, requests for seats, seats and roles, the order of the bag.
    static let laterOperations: [BadMutation] = Self.settings + Self.users + Self.seats + Self.order

    private static func bad(
        _ story: String, _ field: String, limit: String,
        _ operation: Roomkeeper_V1_Operation.OneOf_Op
    ) -> BadMutation {
        BadMutation(story, "operations[0].\(field)", limit: limit, .mutation(of: "1", operation))
    }

    private static let settings: [BadMutation] = [
        Self.bad(
            "more seats than there may be", "update_settings.guest_seats", limit: "32",
            .updateSettings(.with { $0.guestSeats = 33 })),
        Self.bad(
            "a later unknown seat mode", "update_settings.seat_mode", limit: "FREE",
            .updateSettings(.with { $0.seatMode = .UNRECOGNIZED(9) })),
        Self.bad(
            "a later unknown loss policy", "update_settings.host_loss_policy", limit: "END_NOW",
            .updateSettings(.with { $0.hostLossPolicy = .UNRECOGNIZED(9) })),
        Self.bad(
            "a later unknown presence mode", "update_settings.presence_mode", limit: "HEARTBEAT",
            .updateSettings(.with { $0.presenceMode = .UNRECOGNIZED(9) })),
        Self.bad(
            "a later bad successor", "update_settings.successor_ids[1]", limit: "A-Z",
            .updateSettings(.with { $0.successorIds.values = ["bo", "c c"] })),
        Self.bad(
            "a queue of 1001", "update_settings.request_queue_max", limit: "1000",
            .updateSettings(.with { $0.requestQueueMax = 1001 })),
        Self.bad(
            "no presence at all", "update_settings.presence_ttl_seconds", limit: "5",
            .updateSettings(.with { $0.presenceTtlSeconds = 0 })),
    ]

    private static let users: [BadMutation] = [
        Self.bad("nobody is lost", "host_lost.user_id", limit: "1 to 64", .hostLost(.init())),
        Self.bad(
            "nobody's invite is cancelled", "cancel_invite.user_id", limit: "1 to 64",
            .cancelInvite(.init())),
        Self.bad("nobody asks", "request_seat.user_id", limit: "1 to 64", .requestSeat(.init())),
        Self.bad(
            "a long note", "request_seat.note", limit: "140",
            .requestSeat(
                .with { ($0.userID, $0.note) = ("bo", String(repeating: "n", count: 141)) })),
        Self.bad(
            "nobody's request is cancelled", "cancel_request.user_id", limit: "1 to 64",
            .cancelRequest(.init())),
        Self.bad(
            "nobody is let in", "approve_request.user_id", limit: "1 to 64",
            .approveRequest(.init())),
        Self.bad(
            "let in as the host", "approve_request.role", limit: "GUEST",
            .approveRequest(.with { ($0.userID, $0.role) = ("bo", .host) })),
        Self.bad(
            "nobody is turned away", "reject_request.user_id", limit: "1 to 64",
            .rejectRequest(.init())),
    ]

    private static let seats: [BadMutation] = [
        Self.bad("nobody moves", "move_seat.user_id", limit: "1 to 64", .moveSeat(.init())),
        Self.bad(
            "move far away", "move_seat.seat_index", limit: "32",
            .moveSeat(.with { ($0.userID, $0.seatIndex) = ("bo", 33) })),
        Self.bad(
            "lock far away", "lock_seat.seat_index", limit: "32",
            .lockSeat(.with { $0.seatIndex = 33 })),
        Self.bad(
            "unlock far away", "unlock_seat.seat_index", limit: "32",
            .unlockSeat(.with { $0.seatIndex = 33 })),
        Self.bad("nobody's role", "set_role.user_id", limit: "1 to 64", .setRole(.init())),
        Self.bad(
            "no role", "set_role.role", limit: "CO_HOST", .setRole(.with { $0.userID = "bo" })),
        Self.bad(
            "the role of the host", "set_role.role", limit: "GUEST",
            .setRole(.with { ($0.userID, $0.role) = ("bo", .host) })),
    ]

    private static let order: [BadMutation] = [
        Self.bad(
            "a bad id in the order", "reorder_products.product_ids[1]", limit: "A-Z",
            .reorderProducts(.with { $0.productIds = ["p", "q q"] })),
        BadMutation(
            "an order without the revision it is of", "preconditions.products_revision",
            limit: "reorder_products",
            .mutation(of: "1", .reorderProducts(.with { $0.productIds = ["p"] }))),
    ]
}
