import RoomProtocol
import SwiftProtobuf

extension DoorCase {
    /// A change that could be asked for of any room, one of each operation of the protocol.
    static let samples: [(name: String, kind: Kind)] = [
        ("create", .create(.with { ($0.ownerID, $0.info.title) = ("bo", "t") })),
        ("start", .start(.init())), ("pause", .pause(.init())), ("resume", .resume(.init())),
        ("end", .end(.init())), ("update_info", .updateInfo(.with { $0.title = "new" })),
        ("update_settings", .updateSettings(.with { $0.maxPinned = 3 })),
        ("host_lost", .hostLost(.with { $0.userID = "ana" })),
        ("transfer_host", .transferHost(.with { $0.userID = "bo" })),
        ("seat_user", .seatUser(.with { $0.userID = "bo" })),
        ("invite", .invite(.with { $0.userID = "bo" })),
        ("accept_invite", .acceptInvite(.with { $0.userID = "bo" })),
        ("decline_invite", .declineInvite(.with { $0.userID = "bo" })),
        ("remove_from_seat", .removeFromSeat(.with { $0.userID = "bo" })),
        ("leave_seat", .leaveSeat(.with { $0.userID = "bo" })),
        ("cancel_invite", .cancelInvite(.with { $0.userID = "bo" })),
        ("request_seat", .requestSeat(.with { $0.userID = "bo" })),
        ("cancel_request", .cancelRequest(.with { $0.userID = "bo" })),
        ("approve_request", .approveRequest(.with { $0.userID = "bo" })),
        ("reject_request", .rejectRequest(.with { $0.userID = "bo" })),
        ("move_seat", .moveSeat(.with { ($0.userID, $0.seatIndex) = ("bo", 2) })),
        ("lock_seat", .lockSeat(.with { $0.seatIndex = 1 })),
        ("unlock_seat", .unlockSeat(.with { $0.seatIndex = 1 })),
        ("set_role", .setRole(.with { ($0.userID, $0.role) = ("bo", .guest) })),
        ("add_products", .addProducts(.with { $0.products = [.with { $0.productID = "p" }] })),
        ("remove_products", .removeProducts(.with { $0.productIds = ["p"] })),
        ("move_product", .moveProduct(.with { $0.productID = "p" })),
        ("pin_product", .pinProduct(.with { $0.productID = "p" })),
        ("unpin_product", .unpinProduct(.with { $0.productID = "p" })),
        ("set_spotlight", .setSpotlight(.with { $0.productID = "p" })),
        ("clear_spotlight", .clearSpotlight_p(.init())),
        ("reorder_products", .reorderProducts(.with { $0.productIds = ["p"] })),
    ]

    /// What every operation can meet, whatever it does.
    static let common: [DoorCase] = Self.samples.flatMap { name, kind -> [DoorCase] in
        if name == "create" {
            return [
                DoorCase(name, "ACTOR_NOT_ALLOWED", kind) { $0.actorID = "eve" },
                DoorCase(name, "REQUEST_EXPIRED", kind) { $0.requestID = "late" },
                DoorCase(name, "REQUEST_ID_REUSED", Self.ownedByTheHost) { $0.requestID = "used" },
            ]
        }
        var cases = [
            DoorCase(name, "ROOM_NOT_FOUND", .with { $0.isAbsent = true }, kind),
            DoorCase(name, "ACTOR_NOT_ALLOWED", kind) { $0.actorID = "eve" },
            DoorCase(name, "REVISION_MISMATCH", kind) { $0.preconditions.revision = 99 },
            DoorCase(name, "PRECONDITION_MISMATCH", kind) { $0.preconditions.hostID = "eve" },
            DoorCase(name, "REQUEST_EXPIRED", kind) { $0.requestID = "late" },
            DoorCase(name, "REQUEST_ID_REUSED", kind) { $0.requestID = "used" },
        ]
        if name != "end" {
            cases.append(DoorCase(name, "ROOM_ENDED", .live(.end(.init())), kind))
        }
        // What says nothing can still be asked for on behalf of nobody.
        if ["pause", "resume", "end", "clear_spotlight"].contains(name) {
            cases.append(DoorCase(name, "INVALID_FIELD", kind) { $0.actorID = "no good" })
        }
        return cases
    }

    private static let ownedByTheHost = Kind.create(
        .with { ($0.ownerID, $0.info.title) = ("{host}", "t") })
}
