import RoomProtocol
import SwiftProtobuf

/// What the rules of each operation can say beside the common words.
extension DoorCase {
    static let all: [DoorCase] =
        Self.common + Self.lifecycle + Self.seats + Self.invites + Self.requests + Self.products
        + Self.spotlight

    private static let seated = Kind.seatUser(.with { ($0.userID, $0.seatIndex) = ("bo", 1) })
    private static let locked = Kind.lockSeat(.with { $0.seatIndex = 1 })
    private static let scheduled = Setup.with { $0.create.start = false }
    private static let busy = Setup.with { ($0.create.start, $0.hostIsBusy) = (false, true) }
    private static let seatless = Setup.with { $0.create.settings.guestSeats = 0 }
    private static let filled = Setup.with { $0.isFilled = true }
    private static let long = String(repeating: "x", count: 65)

    private static let lifecycle: [DoorCase] = [
        DoorCase(
            "create", "HOST_ALREADY_LIVE", .with { $0.hostIsBusy = true },
            .create(.with { ($0.ownerID, $0.info.title, $0.start) = ("{busy}", "t", true) })),
        DoorCase("create", "INVALID_FIELD", .create(.with { $0.ownerID = "bo" })),
        DoorCase("start", "ALREADY_STARTED", .start(.init())),
        DoorCase("start", "HOST_ALREADY_LIVE", Self.busy, .start(.init())),
        DoorCase("start", "INVALID_FIELD", .start(.with { $0.onConflict = .UNRECOGNIZED(9) })),
        DoorCase("pause", "ROOM_NOT_LIVE", Self.scheduled, .pause(.init())),
        DoorCase("resume", "NOT_PAUSED", .resume(.init())),
        DoorCase(
            "update_info", "ROOM_TOO_LARGE", Self.filled,
            .updateInfo(.with { $0.description_p = String(repeating: "d", count: 2048) })),
        DoorCase("update_info", "INVALID_FIELD", .updateInfo(.with { $0.title = "" })),
        DoorCase(
            "update_settings", "SEATS_IN_USE", .live(Self.seated),
            .updateSettings(.with { $0.guestSeats = 0 })),
        DoorCase(
            "update_settings", "OVER_CAPACITY", .live(Self.bag("p", "q")),
            .updateSettings(.with { $0.maxProducts = 1 })),
        DoorCase(
            "update_settings", "INVALID_FIELD", .updateSettings(.with { $0.guestSeats = 33 })),
        DoorCase(
            "host_lost", "ROOM_NOT_LIVE", Self.scheduled, .hostLost(.with { $0.userID = "ana" })),
        DoorCase("host_lost", "INVALID_FIELD", .hostLost(.init())),
        DoorCase(
            "transfer_host", "TARGET_NOT_SEATED", .transferHost(.with { $0.userID = "bo" })
        ) { $0.actorID = "{host}" },
        DoorCase(
            "transfer_host", "HOST_ALREADY_LIVE", .with { $0.hostIsBusy = true },
            .transferHost(.with { $0.userID = "{busy}" })),
        DoorCase("transfer_host", "INVALID_FIELD", .transferHost(.init())),
    ]

    private static let seats: [DoorCase] = [
        DoorCase("seat_user", "ROOM_NOT_LIVE", Self.scheduled, Self.seated),
        DoorCase("seat_user", "ALREADY_SEATED", .live(Self.seated), Self.seated),
        DoorCase("seat_user", "SEATS_FULL", Self.seatless, Self.seat("bo", nil)),
        DoorCase("seat_user", "SEAT_OCCUPIED", .live(Self.seated), Self.seat("cy", 1)),
        DoorCase("seat_user", "SEAT_LOCKED", .live(Self.locked), Self.seat("cy", 1)),
        DoorCase("seat_user", "HOST_SEAT", Self.seat("cy", 0)),
        DoorCase("seat_user", "INVALID_FIELD", Self.seat("cy", 9)),
        DoorCase("remove_from_seat", "NOT_SEATED", .removeFromSeat(.with { $0.userID = "bo" })),
        DoorCase("remove_from_seat", "HOST_SEAT", .removeFromSeat(.with { $0.userID = "{host}" })),
        DoorCase("remove_from_seat", "INVALID_FIELD", .removeFromSeat(.init())),
        DoorCase("leave_seat", "NOT_SEATED", .leaveSeat(.with { $0.userID = "bo" })),
        DoorCase("leave_seat", "HOST_SEAT", .leaveSeat(.with { $0.userID = "{host}" })),
        DoorCase("leave_seat", "INVALID_FIELD", .leaveSeat(.init())),
        DoorCase("move_seat", "NOT_SEATED", Self.move("bo", 2)),
        DoorCase("move_seat", "HOST_SEAT", Self.move("{host}", 2)),
        DoorCase(
            "move_seat", "SEAT_OCCUPIED", .live(Self.seated, Self.seat("cy", 2)),
            Self.move("bo", 2)),
        DoorCase(
            "move_seat", "SEAT_LOCKED", .live(Self.locked, Self.seat("cy", 2)),
            Self.move("cy", 1)),
        DoorCase("move_seat", "INVALID_FIELD", Self.move("bo", 33)),
        DoorCase("lock_seat", "SEAT_OCCUPIED", .live(Self.seated), Self.locked),
        DoorCase("lock_seat", "HOST_SEAT", .lockSeat(.init())),
        DoorCase("lock_seat", "INVALID_FIELD", .lockSeat(.with { $0.seatIndex = 9 })),
        DoorCase("unlock_seat", "HOST_SEAT", .unlockSeat(.init())),
        DoorCase("unlock_seat", "INVALID_FIELD", .unlockSeat(.with { $0.seatIndex = 9 })),
        DoorCase("set_role", "NOT_SEATED", Self.role("bo", .guest)),
        DoorCase("set_role", "HOST_SEAT", Self.role("{host}", .guest)),
        DoorCase("set_role", "INVALID_FIELD", Self.role("bo", .unspecified)),
    ]

    private static let invites: [DoorCase] = [
        DoorCase("invite", "ALREADY_SEATED", .live(Self.seated), Self.invite("bo", nil)),
        DoorCase(
            "invite", "ALREADY_INVITED", .live(Self.invite("bo", nil)), Self.invite("bo", nil)),
        DoorCase(
            "invite", "INVITES_FULL",
            .with { $0.operations = (0..<32).map { Self.invite("u\($0)", nil) } },
            Self.invite("bo", nil)),
        DoorCase("invite", "SEAT_OCCUPIED", .live(Self.seated), Self.invite("cy", 1)),
        DoorCase("invite", "SEAT_LOCKED", .live(Self.locked), Self.invite("cy", 1)),
        DoorCase("invite", "HOST_SEAT", Self.invite("cy", 0)),
        DoorCase(
            "invite", "SEATS_FULL",
            .with {
                $0.create.settings.guestSeats = 0
                $0.operations = [Self.ask("bo")]
            }, Self.invite("bo", nil)),
        DoorCase("invite", "INVALID_FIELD", Self.invite(Self.long, nil)),
        DoorCase("accept_invite", "INVITE_NOT_FOUND", Self.accept),
        DoorCase(
            "accept_invite", "ROOM_NOT_LIVE",
            .with {
                $0.create.start = false
                $0.operations = [Self.invite("bo", nil)]
            }, Self.accept),
        DoorCase(
            "accept_invite", "SEATS_FULL",
            .with {
                $0.create.settings.guestSeats = 0
                $0.operations = [Self.invite("bo", nil)]
            }, Self.accept),
        DoorCase(
            "accept_invite", "SEAT_OCCUPIED", .live(Self.invite("bo", 1), Self.seat("cy", 1)),
            Self.accept),
        DoorCase(
            "accept_invite", "SEAT_LOCKED", .live(Self.invite("bo", 1), Self.locked), Self.accept),
        DoorCase("accept_invite", "INVALID_FIELD", .acceptInvite(.init())),
        DoorCase(
            "decline_invite", "INVITE_NOT_FOUND", .declineInvite(.with { $0.userID = "bo" })),
        DoorCase("decline_invite", "INVALID_FIELD", .declineInvite(.init())),
        DoorCase("cancel_invite", "INVITE_NOT_FOUND", .cancelInvite(.with { $0.userID = "bo" })),
        DoorCase("cancel_invite", "INVALID_FIELD", .cancelInvite(.init())),
    ]

    private static let requests: [DoorCase] = [
        DoorCase("request_seat", "ROOM_NOT_LIVE", Self.scheduled, Self.ask("bo")),
        DoorCase("request_seat", "ALREADY_SEATED", .live(Self.seated), Self.ask("bo")),
        DoorCase(
            "request_seat", "REQUESTS_CLOSED", .with { $0.create.settings.seatMode = .inviteOnly },
            Self.ask("bo")),
        DoorCase(
            "request_seat", "QUEUE_FULL", .with { $0.create.settings.requestQueueMax = 0 },
            Self.ask("bo")),
        DoorCase(
            "request_seat", "SEATS_FULL",
            .with {
                $0.create.settings.guestSeats = 0
                $0.create.settings.seatMode = .free
            }, Self.ask("bo")),
        DoorCase(
            "request_seat", "SEAT_OCCUPIED", .live(Self.invite("bo", 1), Self.seat("cy", 1)),
            Self.ask("bo")),
        DoorCase(
            "request_seat", "SEAT_LOCKED", .live(Self.invite("bo", 1), Self.locked),
            Self.ask("bo")),
        DoorCase("request_seat", "ROOM_TOO_LARGE", Self.filled, Self.ask("bo", note: 140)),
        DoorCase("request_seat", "INVALID_FIELD", Self.ask("bo", note: 141)),
        DoorCase(
            "cancel_request", "SEAT_REQUEST_NOT_FOUND", .cancelRequest(.with { $0.userID = "bo" })),
        DoorCase("cancel_request", "INVALID_FIELD", .cancelRequest(.init())),
        DoorCase(
            "reject_request", "SEAT_REQUEST_NOT_FOUND", .rejectRequest(.with { $0.userID = "bo" })),
        DoorCase("reject_request", "INVALID_FIELD", .rejectRequest(.init())),
        DoorCase("approve_request", "SEAT_REQUEST_NOT_FOUND", Self.approve(nil)),
        DoorCase(
            "approve_request", "SEATS_FULL",
            .with {
                $0.create.settings.guestSeats = 0
                $0.operations = [Self.ask("bo")]
            }, Self.approve(nil)),
        DoorCase(
            "approve_request", "SEAT_OCCUPIED", .live(Self.ask("bo"), Self.seat("cy", 1)),
            Self.approve(1)),
        DoorCase(
            "approve_request", "SEAT_LOCKED", .live(Self.ask("bo"), Self.locked), Self.approve(1)),
        DoorCase("approve_request", "HOST_SEAT", .live(Self.ask("bo")), Self.approve(0)),
        DoorCase("approve_request", "INVALID_FIELD", Self.approve(33)),
    ]

    private static let hidden = Kind.addProducts(
        .with { $0.products = [.with { ($0.productID, $0.listing) = ("p", .hidden) }] })
    private static let pinned = Kind.pinProduct(.with { $0.productID = "q" })
    private static let onePin = Setup.with {
        $0.create.settings.maxPinned = 1
        $0.operations = [Self.bag("p", "q"), Self.pinned]
    }
    private static let oneProduct = Setup.with {
        $0.create.settings.maxProducts = 1
        $0.operations = [Self.bag("q")]
    }
    private static let large = Roomkeeper_V1_NewProduct.with {
        $0.productID = "large"
        $0.title = String(repeating: "t", count: 256)
    }

    private static let products: [DoorCase] = [
        DoorCase("add_products", "PRODUCT_EXISTS", .live(Self.bag("p")), Self.bag("p")),
        DoorCase("add_products", "BAG_FULL", Self.oneProduct, Self.bag("p")),
        DoorCase(
            "add_products", "ROOM_TOO_LARGE", Self.filled,
            .addProducts(.with { $0.products = [Self.large] })),
        DoorCase("add_products", "INVALID_FIELD", Self.bag()),
        DoorCase(
            "remove_products", "PRODUCT_NOT_FOUND", .removeProducts(.with { $0.productIds = ["p"] })
        ),
        DoorCase(
            "remove_products", "INVALID_FIELD", .removeProducts(.with { $0.productIds = ["p p"] })),
        DoorCase(
            "move_product", "PRODUCT_NOT_FOUND", .moveProduct(.with { $0.productID = "p" })),
        DoorCase(
            "move_product", "INVALID_FIELD", .live(Self.bag("p")),
            .moveProduct(.with { ($0.productID, $0.position) = ("p", 1) })),
        DoorCase("pin_product", "PRODUCT_NOT_FOUND", .pinProduct(.with { $0.productID = "p" })),
        DoorCase(
            "pin_product", "PRODUCT_HIDDEN", .live(Self.hidden),
            .pinProduct(.with { $0.productID = "p" })),
        DoorCase(
            "pin_product", "PINNED_FULL", Self.onePin, .pinProduct(.with { $0.productID = "p" })),
        DoorCase(
            "pin_product", "BAG_FULL", Self.oneProduct,
            .pinProduct(.with { ($0.productID, $0.product.title) = ("p", "t") })),
        DoorCase(
            "pin_product", "ROOM_TOO_LARGE", Self.filled,
            .pinProduct(.with { ($0.productID, $0.product) = ("large", Self.large) })),
        DoorCase("pin_product", "INVALID_FIELD", .pinProduct(.init())),
        DoorCase("unpin_product", "INVALID_FIELD", .unpinProduct(.init())),
        DoorCase(
            "reorder_products", "NOT_A_PERMUTATION", .live(Self.bag("p", "q")),
            .reorderProducts(.with { $0.productIds = ["q"] })
        ) { $0.preconditions.productsRevision = 2 },
        DoorCase(
            "reorder_products", "INVALID_FIELD", .reorderProducts(.with { $0.productIds = ["p"] })),
    ]

    private static let spotlight: [DoorCase] = [
        DoorCase("set_spotlight", "ROOM_NOT_LIVE", Self.scheduled, Self.show("p")),
        DoorCase("set_spotlight", "PRODUCT_NOT_FOUND", Self.show("p")),
        DoorCase("set_spotlight", "PRODUCT_HIDDEN", .live(Self.hidden), Self.show("p")),
        DoorCase(
            "set_spotlight", "PINNED_FULL", Self.onePin,
            .setSpotlight(.with { ($0.productID, $0.pin) = ("p", true) })),
        DoorCase(
            "set_spotlight", "BAG_FULL", Self.oneProduct,
            .setSpotlight(.with { ($0.productID, $0.product.title) = ("p", "t") })),
        DoorCase(
            "set_spotlight", "ROOM_TOO_LARGE", Self.filled,
            .setSpotlight(.with { ($0.productID, $0.product) = ("large", Self.large) })),
        DoorCase("set_spotlight", "INVALID_FIELD", Self.show("")),
    ]

    private static let accept = Kind.acceptInvite(.with { $0.userID = "bo" })

    private static func seat(_ user: String, _ index: UInt32?) -> Kind {
        .seatUser(
            .with {
                $0.userID = user
                if let index { $0.seatIndex = index }
            })
    }

    private static func invite(_ user: String, _ index: UInt32?) -> Kind {
        .invite(
            .with {
                $0.userID = user
                if let index { $0.seatIndex = index }
            })
    }

    private static func ask(_ user: String, note: Int = 0) -> Kind {
        .requestSeat(.with { ($0.userID, $0.note) = (user, String(repeating: "n", count: note)) })
    }

    private static func approve(_ index: UInt32?) -> Kind {
        .approveRequest(
            .with {
                $0.userID = "bo"
                if let index { $0.seatIndex = index }
            })
    }

    private static func move(_ user: String, _ index: UInt32) -> Kind {
        .moveSeat(.with { ($0.userID, $0.seatIndex) = (user, index) })
    }

    private static func role(_ user: String, _ role: Roomkeeper_V1_Role) -> Kind {
        .setRole(.with { ($0.userID, $0.role) = (user, role) })
    }

    private static func bag(_ ids: String...) -> Kind {
        .addProducts(.with { $0.products = ids.map { id in .with { $0.productID = id } } })
    }

    private static func show(_ id: String) -> Kind {
        .setSpotlight(.with { $0.productID = id })
    }
}
