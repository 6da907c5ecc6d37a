import ByteCoding
import MemoryState
import RoomState
import Testing

/// A state machine on a database in memory, with a log index and a group time of its own.
///
/// After every command it checks the invariants of each room that changed.
struct RoomWorld {
    let store = MemoryState()
    var machine: RoomStateMachine
    private(set) var index: UInt64 = 0
    /// 2025-06-01T00:00:00Z, so that minted ids look like real ones.
    var time = GroupTime(milliseconds: 1_748_736_000_000)

    init() throws {
        self.machine = try RoomStateMachine(reader: self.store)
    }

    mutating func pass(milliseconds: UInt64) {
        self.time = GroupTime(milliseconds: self.time.milliseconds + milliseconds)
    }

    /// Applies a command at the next index.
    @discardableResult
    mutating func apply(_ command: RoomCommand) throws -> RoomOutcome {
        let outcome = try self.machine.apply(command, at: self.takeContext())
        try self.check()
        return outcome
    }

    /// Lets deadlines come that are due now.
    mutating func tick() throws {
        try self.machine.tick(at: self.takeContext())
        try self.check()
    }

    mutating func expire(_ presences: PresenceExpiry...) throws {
        try self.machine.expire(presences, at: self.takeContext())
        try self.check()
    }

    mutating func beginTerm() {
        self.machine.beginTerm(at: self.takeContext())
    }

    private mutating func takeContext() -> ApplyContext {
        self.index += 1
        return ApplyContext(group: 1, index: self.index, groupTime: self.time)
    }

    private mutating func check() throws {
        for change in self.machine.changes where change.events.last != .roomPurged {
            let room = try #require(try self.machine.room(change.roomID))
            #expect(room.checkInvariants() == [])
        }
    }

    /// Applies a settlement at the next index.
    @discardableResult
    mutating func apply(_ settlement: Settlement) throws -> RoomOutcome {
        self.index += 1
        let context = ApplyContext(group: 1, index: self.index, groupTime: self.time)
        return try self.machine.apply(settlement, at: context)
    }

    /// Where the next command would be applied.
    var nextContext: ApplyContext {
        ApplyContext(group: 1, index: self.index + 1, groupTime: self.time)
    }

    @discardableResult
    mutating func run(
        _ operations: RoomOperation..., in room: RoomID, as actor: UserID? = nil
    ) throws -> RoomOutcome {
        try self.apply(try self.command(operations, in: room, as: actor))
    }

    /// Runs operations that must succeed and change the room.
    @discardableResult
    mutating func change(
        _ operations: RoomOperation..., in room: RoomID, as actor: UserID? = nil
    ) throws -> RoomReceipt {
        let outcome = try self.apply(try self.command(operations, in: room, as: actor))
        let receipt = try outcome.receipt
        #expect(receipt.changed)
        return receipt
    }

    /// A command with the precondition that a new order of the bag needs.
    mutating func command(
        _ operations: [RoomOperation], in id: RoomID, as actor: UserID? = nil
    ) throws -> RoomCommand {
        var command = RoomCommand(
            caller: "test", target: .room(id), actor: actor, operations: operations)
        for case .reorderProducts in operations {
            command.preconditions.productsRevision = try self.room(id).head.revisions.products
        }
        return command
    }

    mutating func create(_ create: RoomOperation.Create) throws -> RoomID {
        try self.apply(
            RoomCommand(caller: "test", target: .newRoom, operations: [.create(create)])
        ).receipt.roomID
    }

    mutating func room(_ id: RoomID) throws -> Room {
        try #require(try self.machine.room(id))
    }

    /// Writes what changed, as one batch.
    mutating func flush() {
        do throws(StateReadFailure) {
            self.store.write(try self.machine.takeChanges(through: self.index))
        } catch {
            Issue.record("\(error)")
        }
    }

    /// Writes what changed and opens a new machine on it, as a restart does.
    mutating func reopen() throws {
        self.flush()
        self.machine = try RoomStateMachine(reader: self.store, digest: self.machine.digest)
    }

    /// A room on the air: owner olga, host hana, co-host carl on seat 1 of 2, products p1 to p3 of
    /// at most 5 in the bag and p9, which is hidden, p1 pinned of at most 2.
    mutating func makeShow() throws -> RoomID {
        var settings = RoomSettings()
        settings.guestSeats = 2
        settings.maxProducts = 5
        settings.maxPinned = 2
        let id = try self.create(
            RoomOperation.Create(
                ownerID: "olga", hostID: "hana", info: RoomInfo(title: "Evening show"),
                settings: settings, start: true))
        try self.change(.seatUser(.init(userID: "carl")), in: id)
        let hidden = NewProduct(id: "p9", title: "later", listing: .hidden)
        try self.change(
            .addProducts(
                .init(products: [
                    NewProduct(id: "p1"), NewProduct(id: "p2"), NewProduct(id: "p3"), hidden,
                ])),
            .pinProduct(.init(productID: "p1")), in: id, as: "hana")
        return id
    }
}

extension RoomWorld {
    /// Rewrites the stored room as suspended: no operation does that yet.
    mutating func suspend(_ id: RoomID) throws {
        var room = try self.room(id)
        room.head.state = .suspended
        self.flush()
        self.store.write(RoomRecords.changes(writing: room))
        try self.reopen()
    }

    /// A live room of olga's whose info and bag leave 124 bytes of what they may take.
    mutating func makeFullRoom() throws -> RoomID {
        var settings = RoomSettings()
        settings.maxProducts = 500
        let id = try self.create(
            .init(
                ownerID: "olga",
                info: RoomInfo(title: "Bulk", description: String(repeating: "d", count: 500)),
                settings: settings, start: true))
        // 239 products of 820 bytes, and 504 bytes of info, of 196,608.
        for number in 0..<239 {
            let product = try #require(ProductID("p\(100 + number)"))
            let new = NewProduct(
                id: product, title: String(repeating: "t", count: 256),
                imageURI: String(repeating: "u", count: 512))
            try self.change(.addProducts(.init(products: [new])), in: id)
        }
        return id
    }
}

extension RoomOutcome {
    /// The receipt of a command that must have been applied.
    var receipt: RoomReceipt {
        get throws {
            guard case .applied(let receipt) = self.result else {
                Issue.record("expected a receipt, got \(self)")
                throw UnexpectedOutcome()
            }
            return receipt
        }
    }

    /// The rejection of a command that must have been refused.
    var rejection: RoomRejection {
        get throws {
            guard case .rejected(let rejection) = self.result else {
                Issue.record("expected a rejection, got \(self)")
                throw UnexpectedOutcome()
            }
            return rejection
        }
    }

    var reason: RejectionReason? {
        if case .rejected(let rejection) = self.result { rejection.reason } else { nil }
    }
}

struct UnexpectedOutcome: Error {}
