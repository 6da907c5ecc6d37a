import RoomProtocol
import SwiftProtobuf
import Testing

/// A mutation that is refused before anything is proposed, and the field that is named.
struct BadMutation: Sendable, CustomTestStringConvertible {
    var story: String
    var field: String
    /// A word of the limit that the error must name.
    var limit: String
    var request: Roomkeeper_V1_MutateRequest

    var testDescription: String { self.story }

    init(
        _ story: String, _ field: String, limit: String, _ request: Roomkeeper_V1_MutateRequest
    ) {
        self.story = story
        self.field = field
        self.limit = limit
        self.request = request
    }
}

/// Every kind of bad input that a mutation can hold; each door must refuse all of them alike.
enum GatewayBadInput {
    static let mutations: [BadMutation] =
        Self.envelope + Self.lifecycle + Self.stage + Self.products + Self.laterOperations

    private static func edited(
        _ edit: (inout Roomkeeper_V1_MutateRequest) -> Void
    ) -> Roomkeeper_V1_MutateRequest {
        var request = Roomkeeper_V1_MutateRequest.mutation(of: "1", .pause(.init()))
        edit(&request)
        return request
    }

    static let long = String(repeating: "x", count: 65)

    private static let envelope: [BadMutation] = [
        BadMutation("no room", "room_id", limit: "1 to 64", Self.edited { $0.roomID = "" }),
        BadMutation(
            "a slash in the id", "room_id", limit: "A-Z", Self.edited { $0.roomID = "a/b" }),
        BadMutation("a long id", "room_id", limit: "64", Self.edited { $0.roomID = Self.long }),
        BadMutation(
            "a room beside create", "room_id", limit: "empty",
            .mutation(of: "1", .create(.room(of: "ana")))),
        BadMutation("a bad actor", "actor_id", limit: "A-Z", Self.edited { $0.actorID = "a b" }),
        BadMutation("no operation", "operations", limit: "64", Self.edited { $0.operations = [] }),
        BadMutation(
            "65 operations", "operations", limit: "64",
            Self.edited { $0.operations = Array(repeating: $0.operations[0], count: 65) }),
        BadMutation(
            "an operation without a kind", "operations[1].op", limit: "one of",
            Self.edited { $0.operations.append(Roomkeeper_V1_Operation()) }),
        BadMutation(
            "an id without a deadline", "not_after", limit: "together",
            Self.edited { $0.requestID = "r" }),
        BadMutation(
            "a deadline without an id", "request_id", limit: "together",
            Self.edited { $0 = $0.identified("") }),
        BadMutation(
            "a bad request id", "request_id", limit: "64",
            Self.edited { $0 = $0.identified(Self.long) }),
        BadMutation(
            "a deadline far ahead", "not_after", limit: "600 seconds",
            Self.edited { $0 = $0.identified("r", seconds: 601) }),
        BadMutation(
            "a bad host in the preconditions", "preconditions.host_id", limit: "A-Z",
            Self.edited { $0.preconditions.hostID = "?" }),
        BadMutation(
            "a bad spotlight in the preconditions", "preconditions.spotlight_product_id",
            limit: "A-Z", Self.edited { $0.preconditions.spotlightProductID = "?" }),
        BadMutation(
            "an unknown state in the preconditions", "preconditions.state", limit: "LIVE",
            Self.edited { $0.preconditions.state = .UNRECOGNIZED(17) }),
        BadMutation(
            "preconditions of a new room", "preconditions", limit: "new",
            {
                var request = Roomkeeper_V1_MutateRequest.mutation(
                    of: "", .create(.room(of: "ana")))
                request.preconditions.revision = 1
                return request
            }()),
    ]

    private static func created(
        _ edit: (inout Roomkeeper_V1_Create) -> Void
    ) -> Roomkeeper_V1_MutateRequest {
        var create = Roomkeeper_V1_Create.room(of: "ana")
        edit(&create)
        return .mutation(of: "", .create(create))
    }

    private static let lifecycle: [BadMutation] = [
        BadMutation(
            "create as the second operation", "operations[1].create", limit: "first",
            .mutation(of: "1", .pause(.init()), .create(.room(of: "ana")))),
        BadMutation(
            "no owner", "operations[0].create.owner_id", limit: "1 to 64",
            Self.created { $0.ownerID = "" }),
        BadMutation(
            "a bad host", "operations[0].create.host_id", limit: "A-Z",
            Self.created { $0.hostID = "a b" }),
        BadMutation(
            "no title", "operations[0].create.info.title", limit: "1 to 800",
            Self.created { $0.info.title = "" }),
        BadMutation(
            "a long title", "operations[0].create.info.title", limit: "800",
            Self.created { $0.info.title = String(repeating: "é", count: 401) }),
        BadMutation(
            "too many tags", "operations[0].create.info.tags", limit: "10",
            Self.created { $0.info.tags = Array(repeating: "t", count: 11) }),
        BadMutation(
            "a long label", "operations[0].create.info.labels[k]", limit: "256",
            Self.created { $0.info.labels["k"] = String(repeating: "v", count: 257) }),
        BadMutation(
            "too many seats", "operations[0].create.settings.guest_seats", limit: "32",
            Self.created { $0.settings.guestSeats = 33 }),
        BadMutation(
            "an unknown seat mode", "operations[0].create.settings.seat_mode", limit: "FREE",
            Self.created { $0.settings.seatMode = .UNRECOGNIZED(9) }),
        BadMutation(
            "an unknown loss policy", "operations[0].create.settings.host_loss_policy",
            limit: "END_NOW", Self.created { $0.settings.hostLossPolicy = .UNRECOGNIZED(9) }),
        BadMutation(
            "an unknown presence mode", "operations[0].create.settings.presence_mode",
            limit: "HEARTBEAT", Self.created { $0.settings.presenceMode = .UNRECOGNIZED(9) }),
        BadMutation(
            "a bad successor", "operations[0].create.settings.successor_ids[1]", limit: "A-Z",
            Self.created { $0.settings.successorIds = ["bo", "c c"] }),
        BadMutation(
            "an unknown conflict policy at create", "operations[0].create.on_conflict",
            limit: "END_OTHER", Self.created { $0.onConflict = .UNRECOGNIZED(4) }),
        BadMutation(
            "an unknown conflict policy at start", "operations[0].start.on_conflict",
            limit: "END_OTHER",
            .mutation(
                of: "1", .start(.with { $0.onConflict = .UNRECOGNIZED(4) }))),
        BadMutation(
            "a long description", "operations[0].update_info.description", limit: "2048",
            .mutation(
                of: "1",
                .updateInfo(.with { $0.description_p = String(repeating: "x", count: 2049) }))),
        BadMutation(
            "no new host", "operations[0].transfer_host.user_id", limit: "1 to 64",
            .mutation(of: "1", .transferHost(.init()))),
    ]

    private static let stage: [BadMutation] = [
        BadMutation(
            "seat as host", "operations[0].seat_user.role", limit: "CO_HOST",
            .mutation(
                of: "1",
                .seatUser(.with { ($0.userID, $0.role) = ("bo", .host) }))),
        BadMutation(
            "seat in an unknown role", "operations[0].seat_user.role", limit: "GUEST",
            .mutation(
                of: "1",
                .seatUser(.with { ($0.userID, $0.role) = ("bo", .UNRECOGNIZED(8)) }))),
        BadMutation(
            "seat 33", "operations[0].seat_user.seat_index", limit: "32",
            .mutation(
                of: "1", .seatUser(.with { ($0.userID, $0.seatIndex) = ("bo", 33) }))),
        BadMutation(
            "invite nobody", "operations[0].invite.user_id", limit: "1 to 64",
            .mutation(of: "1", .invite(.init()))),
        BadMutation(
            "accept for nobody", "operations[0].accept_invite.user_id", limit: "1 to 64",
            .mutation(of: "1", .acceptInvite(.init()))),
        BadMutation(
            "decline for nobody", "operations[0].decline_invite.user_id", limit: "1 to 64",
            .mutation(of: "1", .declineInvite(.init()))),
        BadMutation(
            "remove nobody", "operations[0].remove_from_seat.user_id", limit: "1 to 64",
            .mutation(of: "1", .removeFromSeat(.init()))),
        BadMutation(
            "nobody leaves, as the second operation", "operations[1].leave_seat.user_id",
            limit: "1 to 64", .mutation(of: "1", .pause(.init()), .leaveSeat(.init()))),
    ]

    private static let products: [BadMutation] = [
        BadMutation(
            "add nothing", "operations[0].add_products.products", limit: "100",
            .mutation(of: "1", .addProducts(.init()))),
        BadMutation(
            "add 101", "operations[0].add_products.products", limit: "100",
            .mutation(
                of: "1",
                .addProducts(
                    .with { $0.products = (0...100).map { .named("p\($0)") } }))),
        BadMutation(
            "a bad product id", "operations[0].add_products.products[1].product_id", limit: "A-Z",
            .mutation(
                of: "1",
                .addProducts(.with { $0.products = [.named("p"), .named("é")] }))),
        BadMutation(
            "a long product title", "operations[0].add_products.products[0].title", limit: "256",
            .mutation(
                of: "1",
                .addProducts(
                    .with {
                        $0.products = [.named("p")]
                        $0.products[0].title = String(repeating: "x", count: 257)
                    }))),
        BadMutation(
            "an unknown listing", "operations[0].add_products.products[0].listing",
            limit: "SOLD_OUT",
            .mutation(
                of: "1",
                .addProducts(
                    .with {
                        $0.products = [.named("p")]
                        $0.products[0].listing = .UNRECOGNIZED(5)
                    }))),
        BadMutation(
            "remove a bad id", "operations[0].remove_products.product_ids[0]", limit: "A-Z",
            .mutation(of: "1", .removeProducts(.with { $0.productIds = [""] }))),
        BadMutation(
            "move far away", "operations[0].move_product.position", limit: "500",
            .mutation(
                of: "1", .moveProduct(.with { ($0.productID, $0.position) = ("p", 501) }))),
        BadMutation(
            "pin with an unknown policy", "operations[0].pin_product.on_full", limit: "EVICT_LAST",
            .mutation(
                of: "1",
                .pinProduct(.with { ($0.productID, $0.onFull) = ("p", .UNRECOGNIZED(3)) }))),
        BadMutation(
            "pin one and add another", "operations[0].pin_product.product.product_id",
            limit: "empty",
            .mutation(
                of: "1",
                .pinProduct(.with { ($0.productID, $0.product) = ("p", .named("q")) }))),
        BadMutation(
            "unpin nothing", "operations[0].unpin_product.product_id", limit: "1 to 64",
            .mutation(of: "1", .unpinProduct(.init()))),
        BadMutation(
            "a bad seller in the spotlight", "operations[0].set_spotlight.product.seller_id",
            limit: "A-Z",
            .mutation(
                of: "1",
                .setSpotlight(
                    .with {
                        $0.productID = "p"
                        $0.product.sellerID = "s s"
                    }))),
    ]
}
