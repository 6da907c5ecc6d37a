import RoomState
import Testing

@Suite struct ValidationTests {
    /// A command that must be refused, the field that is named and the limit that is told.
    struct Malformed: CustomTestStringConvertible, Sendable {
        let field: String
        let limit: String
        let command: RoomCommand

        init(_ field: String, _ limit: String, _ operations: RoomOperation...) {
            self.field = field
            self.limit = limit
            self.command = RoomCommand(
                caller: "test", target: .room("1"), operations: operations)
        }

        init(
            _ field: String, _ limit: String, creating change: (inout RoomOperation.Create) -> Void
        ) {
            self.field = field
            self.limit = limit
            var create = RoomOperation.Create(ownerID: "olga", info: RoomInfo(title: "Show"))
            change(&create)
            self.command = RoomCommand(
                caller: "test", target: .newRoom, operations: [.create(create)])
        }

        init(_ field: String, _ limit: String, sending change: (inout RoomCommand) -> Void) {
            self.init(field, limit, .pause, changedBy: change)
        }

        private init(
            _ field: String, _ limit: String, _ operation: RoomOperation,
            changedBy change: (inout RoomCommand) -> Void
        ) {
            var command = RoomCommand(
                caller: "test", target: .room("1"), operations: [operation])
            change(&command)
            self.field = field
            self.limit = limit
            self.command = command
        }

        var testDescription: String { self.field }
    }

    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static func update(
        _ change: (inout RoomOperation.UpdateInfo) -> Void
    ) -> RoomOperation {
        var update = RoomOperation.UpdateInfo()
        change(&update)
        return .updateInfo(update)
    }

    private static func settings(
        _ change: (inout RoomOperation.UpdateSettings) -> Void
    ) -> RoomOperation {
        var update = RoomOperation.UpdateSettings()
        change(&update)
        return .updateSettings(update)
    }

    static let envelopes: [Malformed] = [
        Malformed("caller", "1 to 256 bytes of UTF-8", sending: { $0.caller = "" }),
        Malformed("caller", "1 to 256 bytes of UTF-8", sending: { $0.caller = text(257) }),
        Malformed("operations", "1 to 64 items", sending: { $0.operations = [] }),
        Malformed(
            "operations", "1 to 64 items",
            sending: { $0.operations = Array(repeating: .pause, count: 65) }),
        Malformed("not_after", "set, because request_id is", sending: { $0.requestID = "r" }),
        Malformed("request_id", "set, because not_after is", sending: { $0.notAfter = .zero }),
        Malformed(
            "room_id", "set, unless the first operation is create",
            sending: { $0.target = .newRoom }),
        Malformed(
            "room_id", "empty, because the first operation is create",
            .create(.init(ownerID: "olga", info: RoomInfo(title: "Show")))),
        Malformed(
            "operations[1].create", "the first operation", .pause,
            .create(.init(ownerID: "olga", info: RoomInfo(title: "Show")))),
    ]

    static let creations: [Malformed] = [
        Malformed(
            "operations[0].create.info.title", "1 to 800 bytes of UTF-8",
            creating: { $0.info.title = "" }),
        // 401 characters of two bytes each.
        Malformed(
            "operations[0].create.info.title", "1 to 800 bytes of UTF-8",
            creating: { $0.info.title = String(repeating: "é", count: 401) }),
        Malformed(
            "operations[0].create.info.description", "at most 2048 bytes of UTF-8",
            creating: { $0.info.description = text(2049) }),
        Malformed(
            "operations[0].create.info.cover_uri", "at most 512 bytes of UTF-8",
            creating: { $0.info.coverURI = text(513) }),
        Malformed(
            "operations[0].create.info.language", "at most 35 bytes of UTF-8",
            creating: { $0.info.language = text(36) }),
        Malformed(
            "operations[0].create.info.region", "at most 16 bytes of UTF-8",
            creating: { $0.info.region = text(17) }),
        Malformed(
            "operations[0].create.info.categories", "at most 3 items",
            creating: { $0.info.categories = ["a", "b", "c", "d"] }),
        Malformed(
            "operations[0].create.info.categories[1]",
            "1 to 64 characters out of A-Z a-z 0-9 . _ ~ -",
            creating: { $0.info.categories = ["a", "b c"] }),
        Malformed(
            "operations[0].create.info.tags[0]", "1 to 64 bytes of UTF-8",
            creating: { $0.info.tags = [""] }),
        Malformed(
            "operations[0].create.info.labels[k]", "at most 256 bytes of UTF-8",
            creating: { $0.info.labels = Label.ordered(["k": text(257)]) }),
        Malformed(
            "operations[0].create.info.labels", "ascending by key, each key once",
            creating: {
                $0.info.labels = [Label(key: "b", value: ""), Label(key: "a", value: "")]
            }),
        Malformed(
            "operations[0].create.settings.guest_seats", "0 to 32",
            creating: { $0.settings.guestSeats = 33 }),
        Malformed(
            "operations[0].create.settings.max_products", "1 to 500",
            creating: { $0.settings.maxProducts = 0 }),
        Malformed(
            "operations[0].create.settings.max_pinned", "1 to 20",
            creating: { $0.settings.maxPinned = 21 }),
        Malformed(
            "operations[0].create.settings.invite_ttl_seconds", "5 to 86400",
            creating: { $0.settings.inviteTTLSeconds = 4 }),
        Malformed(
            "operations[0].create.settings.presence_ttl_seconds", "5 to 300",
            creating: { $0.settings.presenceTTLSeconds = 301 }),
        Malformed(
            "operations[0].create.settings.pause_grace_seconds", "0 to 3600",
            creating: { $0.settings.pauseGraceSeconds = -1 }),
        Malformed(
            "operations[0].create.settings.request_queue_max", "0 to 1000",
            creating: { $0.settings.requestQueueMax = 1001 }),
        Malformed(
            "operations[0].create.settings.successor_ids", "at most 8 items",
            creating: { $0.settings.successorIDs = Array(repeating: "u", count: 9) }),
    ]

    static let operations: [Malformed] = [
        Malformed(
            "operations[1].update_info.title", "1 to 800 bytes of UTF-8", .pause,
            update { $0.title = "" }),
        Malformed(
            "operations[0].update_info.tags.values", "at most 10 items",
            update { $0.tags = Array(repeating: "t", count: 11) }),
        Malformed(
            "operations[0].update_settings.guest_seats", "0 to 32",
            settings { $0.guestSeats = 33 }),
        Malformed(
            "operations[0].update_settings.max_products", "1 to 500",
            settings { $0.maxProducts = 501 }),
        Malformed(
            "operations[0].update_settings.successor_ids.values", "at most 8 items",
            settings { $0.successorIDs = Array(repeating: "u", count: 9) }),
        Malformed(
            "operations[0].update_settings.request_queue_max", "0 to 1000",
            settings { $0.requestQueueMax = 1001 }),
        Malformed(
            "operations[0].request_seat.note", "at most 140 bytes of UTF-8",
            .requestSeat(.init(userID: "u", note: String(repeating: "é", count: 71)))),
        Malformed(
            "operations[0].approve_request.role",
            "CO_HOST or GUEST; transfer_host makes a host",
            .approveRequest(.init(userID: "u", role: .host))),
        Malformed(
            "operations[0].approve_request.seat_index", "0 to 32",
            .approveRequest(.init(userID: "u", seatIndex: 33))),
        Malformed(
            "operations[0].move_seat.seat_index", "0 to 32",
            .moveSeat(.init(userID: "u", seatIndex: 33))),
        Malformed("operations[0].lock_seat.seat_index", "0 to 32", .lockSeat(33)),
        Malformed("operations[0].unlock_seat.seat_index", "0 to 32", .unlockSeat(33)),
        Malformed(
            "operations[0].set_role.role", "CO_HOST or GUEST; transfer_host makes a host",
            .setRole(.init(userID: "u", role: .host))),
        Malformed(
            "preconditions.products_revision", "set, because reorder_products goes with it",
            .pause, .reorderProducts(["p1"])),
        Malformed(
            "operations[0].seat_user.role", "CO_HOST or GUEST; transfer_host makes a host",
            .seatUser(.init(userID: "u", role: .host))),
        Malformed(
            "operations[0].invite.seat_index", "0 to 32",
            .invite(.init(userID: "u", seatIndex: 33))),
        Malformed(
            "operations[0].add_products.products", "1 to 100 items",
            .addProducts(.init(products: []))),
        Malformed(
            "operations[3].add_products.products[1].title", "at most 256 bytes of UTF-8", .pause,
            .pause, .pause,
            .addProducts(.init(products: [.init(id: "a"), .init(id: "b", title: text(257))]))),
        Malformed(
            "operations[0].add_products.products[0].image_uri", "at most 512 bytes of UTF-8",
            .addProducts(.init(products: [.init(id: "a", imageURI: text(513))]))),
        Malformed(
            "operations[0].add_products.position", "0 to 500",
            .addProducts(.init(products: [.init(id: "a")], position: 501))),
        Malformed(
            "operations[0].remove_products.product_ids", "1 to 100 items", .removeProducts([])),
        Malformed(
            "operations[0].move_product.position", "0 to 500",
            .moveProduct(.init(productID: "a", position: 501))),
        Malformed(
            "operations[0].pin_product.product.product_id",
            "empty or a, the operation's product_id",
            .pinProduct(.init(productID: "a", product: .init(id: "b")))),
        Malformed(
            "operations[0].set_spotlight.product.title", "at most 256 bytes of UTF-8",
            .setSpotlight(.init(productID: "a", product: .init(id: "a", title: text(257))))),
    ]

    @Test(arguments: Self.envelopes + Self.creations + Self.operations)
    func malformedFieldIsNamedWithItsLimit(_ malformed: Malformed) throws {
        let failure = #expect(throws: InvalidField.self) { try malformed.command.validate() }
        #expect(failure?.field == malformed.field)
        #expect(failure?.limit == malformed.limit)

        // Apply judges the same, for whoever proposed it.
        var world = try RoomWorld()
        let rejection = try world.apply(malformed.command).rejection
        #expect(rejection.reason == .invalidField)
        #expect(rejection.detail("field") == malformed.field)
        #expect(world.machine.roomCount == 0)
    }

    // Everything at its limit is accepted, and fits a log entry; more in one command does not.
    @Test func largestFieldsAreAccepted() throws {
        let products = (0..<100).compactMap { number in
            ProductID("p\(number)" + Self.text(61 - (number > 9 ? 1 : 0))).map {
                NewProduct(id: $0, title: Self.text(256), imageURI: Self.text(512))
            }
        }
        let add = RoomOperation.addProducts(.init(products: products))
        var command = RoomCommand(
            caller: Self.text(256), target: .room("1"),
            operations: Array(repeating: add, count: 12))
        try command.validate()
        #expect(command.encoded().count <= Limits.commandBytes)
        command.operations = Array(repeating: add, count: 13)
        let failure = #expect(throws: InvalidField.self) { try command.validate() }
        #expect(failure?.field == "operations")
    }

    // Sixty-four orders of five hundred products do not fit one entry of the log.
    @Test func manyLongOrdersAreTooLarge() throws {
        let ids = (100..<600).compactMap { ProductID("\($0)" + Self.text(61)) }
        var command = RoomCommand(
            caller: "test", target: .room("1"),
            operations: Array(repeating: .reorderProducts(ids), count: 31))
        command.preconditions.productsRevision = 1
        try command.validate()
        #expect(command.encoded().count <= Limits.commandBytes)
        command.operations += command.operations
        let failure = #expect(throws: InvalidField.self) { try command.validate() }
        #expect(failure?.field == "operations")
        command.operations = [.reorderProducts(ids + ["more"])]
        #expect(throws: InvalidField.self) { try command.validate() }
    }

    @Test func identifiersAreChecked() {
        for text in ["a", "A-Z_0.9~", String(repeating: "x", count: 64)] {
            #expect(UserID(text)?.rawValue == text)
        }
        for text in ["", "a b", "é", "a/b", String(repeating: "x", count: 65)] {
            #expect(RoomID(text) == nil)
        }
        let failure = #expect(throws: InvalidField.self) {
            try ProductID("a/b", field: "operations[0].unpin_product.product_id")
        }
        #expect(failure?.field == "operations[0].unpin_product.product_id")
        #expect(failure?.limit == "1 to 64 characters out of A-Z a-z 0-9 . _ ~ -")
    }
}
