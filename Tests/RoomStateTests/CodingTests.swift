import ByteCoding
import RoomState
import SeededRandomness
import Testing

/// Seeded fuzzing of everything this module decodes. Set another seed here to search further.
private let seed: UInt64 = 2026

@Suite struct CodingTests {
    // Every field set to something that no default would give.
    static let fullCommand: RoomCommand = {
        var command = RoomCommand(
            caller: "spiffe://shop/checkout", target: .room("123"), actor: "hana",
            operations: [
                .start(.endOther), .pause, .resume, .end, .updateInfo(Self.fullUpdate),
                .transferHost(.init(userID: "carl", onConflict: .endOther)),
                .seatUser(.init(userID: "gina", role: .guest, seatIndex: 3)),
                .invite(.init(userID: "ida", role: .coHost, seatIndex: 2)),
                .acceptInvite("ida"), .declineInvite("ida"), .removeFromSeat("gina"),
                .leaveSeat("carl"), .updateSettings(Self.fullSettings), .hostLost("hana"),
                .cancelInvite("ida"), .requestSeat(.init(userID: "ida", note: "été")),
                .cancelRequest("ida"),
                .approveRequest(.init(userID: "ida", role: .coHost, seatIndex: 2)),
                .rejectRequest("ida"), .moveSeat(.init(userID: "gina", seatIndex: 1)),
                .lockSeat(2), .unlockSeat(2), .setRole(.init(userID: "gina", role: .coHost)),
                .reorderProducts(["p2", "p1"]),
                .addProducts(.init(products: [Self.product], position: 1)),
                .removeProducts(["p1", "p2"]),
                .moveProduct(.init(productID: "p1", position: 4)),
                .pinProduct(
                    .init(
                        productID: "p3", position: 2, onFull: .evictLast, product: Self.product)),
                .unpinProduct("p3"),
                .setSpotlight(.init(productID: "p3", pin: true, product: Self.product)),
                .clearSpotlight,
            ])
        command.requestID = "req~1"
        command.notAfter = GroupTime(milliseconds: 1_748_736_000_000)
        command.preconditions.revision = 300
        command.preconditions.infoRevision = 1
        command.preconditions.stageRevision = 2
        command.preconditions.productsRevision = .max
        command.preconditions.hostID = "hana"
        command.preconditions.spotlight = .product("p1")
        command.preconditions.state = .paused
        command.preconditions.etag = RoomETag(uid: RoomUID(group: 1, index: 4711), revision: 9)
        return command
    }()

    static let creation: RoomCommand = {
        var info = RoomInfo(
            title: "Show", description: "d", coverURI: "https://x", language: "pt-BR",
            region: "BR")
        info.categories = ["a", "b"]
        info.tags = ["été", "sale"]
        info.labels = Label.ordered(["k": "v", "a": ""])
        var settings = RoomSettings()
        settings.guestSeats = 32
        settings.seatMode = .inviteOnly
        settings.maxProducts = 500
        settings.maxPinned = 20
        settings.inviteTTLSeconds = 86_400
        settings.hostLossPolicy = .endNow
        settings.successorIDs = ["carl", "gina"]
        settings.presenceMode = .external
        settings.presenceTTLSeconds = 300
        settings.pauseGraceSeconds = 0
        settings.requestQueueMax = 1000
        var create = RoomOperation.Create(
            ownerID: "olga", hostID: "hana", info: info, settings: settings, start: true)
        create.onConflict = .endOther
        return RoomCommand(caller: "x", target: .newRoom, operations: [.create(create)])
    }()

    private static let product = NewProduct(
        id: "p3", sellerID: "shop", title: "Tea", imageURI: "https://i", listing: .soldOut)

    private static let fullUpdate: RoomOperation.UpdateInfo = {
        var update = RoomOperation.UpdateInfo()
        update.title = "t"
        update.description = ""
        update.coverURI = "c"
        update.language = "l"
        update.region = "r"
        update.categories = ["c"]
        update.tags = []
        update.labels = Label.ordered(["k": "v"])
        return update
    }()

    static let fullSettings: RoomOperation.UpdateSettings = {
        var update = RoomOperation.UpdateSettings()
        update.guestSeats = 32
        update.seatMode = .free
        update.maxProducts = 500
        update.maxPinned = 20
        update.inviteTTLSeconds = 86_400
        update.hostLossPolicy = .endNow
        update.successorIDs = ["carl", "gina"]
        update.presenceMode = .external
        update.presenceTTLSeconds = 300
        update.pauseGraceSeconds = 0
        update.requestQueueMax = 1000
        return update
    }()

    static let settlements: [Settlement] = [
        Settlement(
            caller: "spiffe://shop/checkout", target: .room("123"), requestID: "req~1",
            notAfter: GroupTime(milliseconds: 1_748_736_000_000)),
        Settlement(
            caller: "x", target: .creation(owner: "olga"), requestID: "r", notAfter: .zero),
    ]

    static let outcomes: [RoomOutcome] = {
        var receipt = RoomReceipt(
            roomID: "123", uid: RoomUID(group: 1, index: 4711), revision: 9,
            groupTime: GroupTime(milliseconds: 77))
        receipt.changed = true
        receipt.mintedIDs = ["1-2-3", "1-2-4"]
        let rejections = RejectionReason.allCases.map {
            RoomRejection(
                $0, opIndex: 3, details: [.init("field", "title"), .init("limit", "800")],
                effect: .unknown)
        }
        return [RoomOutcome(.applied(receipt)), RoomOutcome(.applied(receipt), replayed: true)]
            + rejections.map { RoomOutcome(.rejected($0)) }
    }()

    @Test func everyFieldSurvivesTheRoundTrip() throws {
        for command in [Self.fullCommand, Self.creation] {
            let bytes = command.encoded()
            #expect(try RoomCommand(decoding: bytes) == command)
            try command.validate()
        }
        for settlement in Self.settlements {
            let bytes = settlement.encoded()
            #expect(try LoggedCommand(decoding: bytes) == .settle(settlement))
            try settlement.validate()
        }
        #expect(
            try LoggedCommand(decoding: Self.creation.encoded()) == .mutate(Self.creation))
        for outcome in Self.outcomes {
            #expect(try RoomOutcome(decoding: outcome.encoded()) == outcome)
        }
    }

    // The format of the log: whoever changes these bytes must raise the version.
    @Test func formatIsPinned() {
        var command = RoomCommand(
            caller: "c", target: .room("7"), actor: "u", operations: [.unpinProduct("p1")])
        #expect(
            command.encoded() == [1, 1, 99, 0, 0, 1, 55, 1, 117, 0, 1, 44, 2, 112, 49])
        command.requestID = "r"
        command.notAfter = GroupTime(milliseconds: 300)
        #expect(
            command.encoded()
                == [1, 1, 99, 1, 1, 114, 1, 172, 2, 1, 55, 1, 117, 0, 1, 44, 2, 112, 49])
        #expect(
            Self.settlements[1].encoded() == [2, 1, 120, 1, 4, 111, 108, 103, 97, 1, 114, 0])
        let full = StableHash(of: Self.fullCommand.encoded())
        #expect(full.description == "8762e273be8165b49edf383d46e98812")
        let creation = StableHash(of: Self.creation.encoded())
        #expect(creation.description == "b17c3adf542eec4cb8148ea25f7a4b94")
    }

    @Test func unknownVersionIsToldAsSuch() {
        var bytes = Self.fullCommand.encoded()
        bytes[0] = 2
        #expect(throws: DecodingFailure.unknownVersion(2)) { try RoomCommand(decoding: bytes) }
        bytes[0] = 3
        #expect(throws: DecodingFailure.unknownVersion(3)) { try LoggedCommand(decoding: bytes) }
        var outcome = Self.outcomes[0].encoded()
        outcome[0] = 9
        #expect(throws: DecodingFailure.unknownVersion(9)) { try RoomOutcome(decoding: outcome) }
    }

    // Caller and request id are the key, so they are not part of the fingerprint; all else is.
    @Test func fingerprintCoversCommandAndDeadline() {
        let command = Self.fullCommand
        var other = command
        other.caller = "someone else"
        other.requestID = "another"
        #expect(other.fingerprint() == command.fingerprint())
        other = command
        other.notAfter = command.notAfter?.advanced(bySeconds: 1)
        #expect(other.fingerprint() != command.fingerprint())
        other = command
        other.actor = nil
        #expect(other.fingerprint() != command.fingerprint())
        other = command
        other.operations.removeLast()
        #expect(other.fingerprint() != command.fingerprint())
        other = command
        other.preconditions = Preconditions()
        #expect(other.fingerprint() != command.fingerprint())
    }

    // Damaged bytes are refused, or are the one encoding of another value.
    @Test func damagedCommandsAreRefusedOrCanonical() throws {
        var mutator = Mutator(seed: seed)
        var generator = CommandGenerator(seed: seed)
        var accepted = 0
        for round in 0..<20_000 {
            var command =
                round % 10 == 0
                ? Self.fullCommand
                : generator.command(rooms: ["1", "2"], at: GroupTime(milliseconds: 1))
            if round % 10 == 1 { command = Self.creation }
            let bytes = mutator.mutate(command.encoded())
            guard let decoded = try? RoomCommand(decoding: bytes) else { continue }
            accepted += 1
            #expect(decoded.encoded() == bytes, "seed \(seed), round \(round)")
            _ = try? decoded.validate()
            _ = decoded.fingerprint()
        }
        #expect(accepted > 500, "the mutations are too coarse: \(accepted)")
    }

    @Test func damagedSettlementsAreRefusedOrCanonical() {
        var mutator = Mutator(seed: seed)
        var accepted = 0
        for round in 0..<20_000 {
            let bytes = mutator.mutate(mutator.random.pick(Self.settlements).encoded())
            guard let decoded = try? LoggedCommand(decoding: bytes) else { continue }
            accepted += 1
            #expect(decoded.encoded() == bytes, "seed \(seed), round \(round)")
        }
        #expect(accepted > 500, "the mutations are too coarse: \(accepted)")
    }

    @Test func damagedOutcomesAreRefusedOrCanonical() {
        var mutator = Mutator(seed: seed)
        var accepted = 0
        for round in 0..<20_000 {
            let bytes = mutator.mutate(mutator.random.pick(Self.outcomes).encoded())
            guard let decoded = try? RoomOutcome(decoding: bytes) else { continue }
            accepted += 1
            #expect(decoded.encoded() == bytes, "seed \(seed), round \(round)")
        }
        #expect(accepted > 500, "the mutations are too coarse: \(accepted)")
    }

    // A command that decodes may be anything; apply judges its shape and never crashes.
    @Test func damagedCommandsAreAppliedOrRejected() throws {
        var world = try RoomWorld()
        let id = try world.makeShow()
        var mutator = Mutator(seed: seed)
        var generator = CommandGenerator(seed: seed)
        for _ in 0..<10_000 {
            let command = generator.command(rooms: [id], at: world.time)
            let bytes = mutator.mutate(command.encoded())
            guard let decoded = try? RoomCommand(decoding: bytes) else { continue }
            try world.apply(decoded)
        }
    }
}
