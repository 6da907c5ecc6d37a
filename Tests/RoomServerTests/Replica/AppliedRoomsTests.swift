import MemoryState
import Raft
import RoomReplica
import RoomServer
import RoomState
import Synchronization
import Testing

/// What readers on other threads see of rooms that are applied and stored at different times.
struct AppliedRoomsTests {
    /// A title as it changes from entry to entry, applied by the real applier.
    private struct Node: ~Copyable {
        let memory: MemoryState
        let rooms: AppliedRooms
        var applier: RoomApplier

        init(_ memory: MemoryState = MemoryState()) throws {
            let rooms = try AppliedRooms(reader: memory)
            let applier = try RoomApplier(group: .first, reader: memory)
            self.memory = memory
            self.rooms = rooms
            self.applier = applier
        }

        mutating func apply(_ command: RoomCommand) throws -> ApplyResult {
            let payload = CommandPayload(
                groupTime: FakeReplica.startTime, command: command.encoded())
            let entry = Entry(
                index: self.applier.applied.index.next, term: Term(1), kind: .command,
                payload: payload.encoded())
            let result = try self.applier.apply([entry])
            self.rooms.publish(result)
            return result
        }

        mutating func makeRoom(_ owner: String) throws -> RoomID {
            let create = RoomOperation.Create(
                ownerID: try #require(UserID(owner)), info: RoomInfo(title: "first"), start: true)
            let result = try self.apply(
                RoomCommand(caller: "tests", target: .newRoom, operations: [.create(create)]))
            return try #require(result.changes.first).change.roomID
        }

        @discardableResult
        mutating func rename(_ room: RoomID, _ title: String) throws -> ApplyResult {
            var update = RoomOperation.UpdateInfo()
            update.title = title
            return try self.apply(
                RoomCommand(
                    caller: "tests", target: .room(room), operations: [.updateInfo(update)]))
        }

        mutating func store() throws {
            self.memory.write(try self.applier.takeChanges())
            self.rooms.willStore()
            self.rooms.didStore()
        }

        func title(_ room: RoomID) throws -> String? {
            try self.rooms.room(room).room?.info.title
        }
    }

    @Test func aChangeIsSeenBeforeItIsStoredAndAfter() throws {
        var node = try Node()
        let room = try node.makeRoom("ana")
        #expect(try RoomRecords.room(room, in: node.memory) == nil)
        #expect(try node.title(room) == "first")
        #expect(node.rooms.roomCount == 1)
        try node.store()
        #expect(try node.title(room) == "first")
        try node.rename(room, "second")
        #expect(try node.title(room) == "second")
        #expect(try node.rooms.room(room).applied.index == LogIndex(2))
    }

    /// A store takes its time; what is changed meanwhile is newer and stays unstored.
    @Test func roomsAreSeenWhileTheyAreStoredAndChangedAgain() throws {
        var node = try Node()
        let changed = try node.makeRoom("ana")
        let unchanged = try node.makeRoom("ben")
        let changes = try node.applier.takeChanges()
        node.rooms.willStore()
        #expect(try node.title(unchanged) == "first")
        try node.rename(changed, "second")
        #expect(try node.title(changed) == "second")
        #expect(node.rooms.storedIndex == .zero)
        node.memory.write(changes)
        node.rooms.didStore()
        #expect(node.rooms.storedIndex == LogIndex(2))
        #expect(try node.title(changed) == "second")
        #expect(try node.title(unchanged) == "first")
        #expect(try RoomRecords.room(changed, in: node.memory)?.info.title == "first")
        try node.store()
        #expect(node.rooms.storedIndex == LogIndex(3))
        #expect(try node.title(changed) == "second")
    }

    @Test func anAbsentRoomIsAbsent() throws {
        let node = try Node()
        let found = try node.rooms.room(try #require(RoomID("nobody")))
        #expect(found.room == nil)
        #expect(found.applied == .initial)
    }

    /// After a crash the stored prefix is all there is, and the log's entries come again.
    @Test func aCrashLosesWhatIsNotStoredAndReplayBringsItBack() throws {
        var node = try Node()
        let room = try node.makeRoom("ana")
        try node.store()
        try node.rename(room, "lost")

        var restarted = try Node(node.memory)
        #expect(restarted.rooms.applied.index == LogIndex(1))
        #expect(try restarted.title(room) == "first")
        try restarted.rename(room, "lost")
        #expect(try restarted.title(room) == "lost")
        #expect(restarted.rooms.applied == node.rooms.applied)
    }

    /// A reader that found nothing in memory reads the database; while it does, the room changes
    /// and is stored. What the reader read must not be shown to the next one.
    @Test func whatWasReadBeforeAStoreIsNotKept() throws {
        var node = try Node()
        let room = try node.makeRoom("ana")
        try node.store()
        let memory = node.memory
        let interrupted = InterruptedReader(memory)
        let rooms = try AppliedRooms(reader: interrupted)
        let result = try node.rename(room, "second")
        let changes = try node.applier.takeChanges()
        interrupted.afterNextScan {
            rooms.publish(result)
            rooms.willStore()
            memory.write(changes)
            rooms.didStore()
        }
        // The first reader began before the change, so it may see the old room.
        #expect(try rooms.room(room).room?.info.title == "first")
        #expect(try rooms.room(room).room?.info.title == "second")
    }
}

/// Lets something happen after a scan has read and before its caller gets the answer.
private final class InterruptedReader: StateReader {
    private let memory: MemoryState
    private let interruption = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ memory: MemoryState) {
        self.memory = memory
    }

    func afterNextScan(_ interruption: @escaping @Sendable () -> Void) {
        self.interruption.withLock { $0 = interruption }
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        try self.memory.value(for: key)
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        let pairs = try self.memory.pairs(withPrefix: prefix, from: start, limit: limit)
        let interruption = self.interruption.withLock { interruption in
            defer { interruption = nil }
            return interruption
        }
        interruption?()
        return pairs
    }
}
