import MemoryState
import Raft
import RoomReplica
import RoomServer
import RoomState
import Synchronization
import Testing

/// What readers see of rooms while a received snapshot takes the place of the state database.
struct AppliedRoomsAdoptionTests {
    /// A state in memory with one room of this owner and title, as of `index`; the same owner gives
    /// the same room.
    private static func makeState(
        owner: String = "ana", title: String, at index: UInt64
    ) throws -> (memory: MemoryState, room: RoomID) {
        let memory = MemoryState()
        var applier = try RoomApplier(group: .first, reader: memory)
        let create = RoomOperation.Create(
            ownerID: try #require(UserID(owner)), info: RoomInfo(title: title), start: true)
        var entries = (1..<index).map {
            Entry(index: LogIndex($0), term: Term(1), kind: .noop)
        }
        let command = RoomCommand(
            caller: "tests", target: .newRoom, operations: [.create(create)])
        let payload = CommandPayload(
            groupTime: FakeReplica.startTime, command: command.encoded())
        entries.append(
            Entry(
                index: LogIndex(index), term: Term(1), kind: .command,
                payload: payload.encoded()))
        let result = try applier.apply(entries)
        memory.write(try applier.takeChanges())
        return (memory, try #require(result.changes.first).change.roomID)
    }

    @Test func everythingOfTheOldStateIsForgotten() throws {
        // One room that readers keep, one that was applied and never stored, and a new state that
        // holds neither as it was.
        let (old, kept) = try Self.makeState(title: "old", at: 1)
        let (new, same) = try Self.makeState(title: "new", at: 9)
        try #require(kept == same)
        let reader = SwitchedReader(old)
        let rooms = try AppliedRooms(reader: reader)
        #expect(try rooms.room(kept).room?.info.title == "old")
        let (other, unstored) = try Self.makeState(owner: "ben", title: "never stored", at: 2)
        try #require(kept != unstored)
        let change = AppliedChange(
            index: LogIndex(2),
            change: RoomChange(
                roomID: unstored, revision: 1, actor: nil, cause: .command,
                groupTime: FakeReplica.startTime, events: []),
            room: try RoomRecords.room(unstored, in: other))
        rooms.publish(
            ApplyResult(
                applied: try AppliedState.recover(from: other), outcomes: [], changes: [change],
                roomCount: 2, digests: []))
        #expect(try rooms.room(unstored).room?.info.title == "never stored")

        rooms.willAdopt()
        reader.use(new)
        try rooms.didAdopt()
        #expect(rooms.applied.index == LogIndex(9))
        #expect(rooms.roomCount == 1)
        #expect(try rooms.room(kept).room?.info.title == "new")
        #expect(try rooms.room(unstored).room == nil)
    }

    @Test func aReaderDuringTheSwitchIsToldAnIndexThatIsNotOlderThanItsRoom() throws {
        // The new database is open, and nobody has said so yet.
        let (old, id) = try Self.makeState(title: "old", at: 1)
        let reader = SwitchedReader(old)
        let rooms = try AppliedRooms(reader: reader)
        rooms.willAdopt()
        reader.use(try Self.makeState(title: "new", at: 9).memory)
        let seen = try rooms.room(id)
        #expect(seen.room?.info.title == "new")
        #expect(seen.applied.index == LogIndex(9))
        try rooms.didAdopt()
        #expect(try rooms.room(id).applied.index == LogIndex(9))
    }

    @Test func whatWasReadFromTheOldStateIsNotKept() throws {
        // A reader has the old room in its hands while the whole switch takes place.
        let (old, id) = try Self.makeState(title: "old", at: 1)
        let new = try Self.makeState(title: "new", at: 9).memory
        let reader = SwitchedReader(old)
        let rooms = try AppliedRooms(reader: reader)
        reader.afterNextScan {
            rooms.willAdopt()
            reader.use(new)
            do throws(StateReadFailure) {
                try rooms.didAdopt()
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(try rooms.room(id).room?.info.title == "old")
        #expect(try rooms.room(id).room?.info.title == "new")
    }
}

/// A state storage whose database is exchanged, and which lets something happen after a scan.
private final class SwitchedReader: StateReader {
    private let memory: Mutex<MemoryState>
    private let interruption = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ memory: MemoryState) {
        self.memory = Mutex(memory)
    }

    func use(_ memory: MemoryState) {
        self.memory.withLock { $0 = memory }
    }

    func afterNextScan(_ interruption: @escaping @Sendable () -> Void) {
        self.interruption.withLock { $0 = interruption }
    }

    func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        try self.memory.withLock { $0 }.value(for: key)
    }

    func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        let pairs = try self.memory.withLock { $0 }
            .pairs(withPrefix: prefix, from: start, limit: limit)
        let interruption = self.interruption.withLock { interruption in
            defer { interruption = nil }
            return interruption
        }
        interruption?()
        return pairs
    }
}
