import Dispatch
import MemoryState
import Raft
import RoomReplica
import RoomServer
import RoomState
import Synchronization
import Testing

/// What the apply thread hands to the writer, and what it waits for.
struct ApplyWorkerTests {
    /// A database whose writes take until a snapshot is adopted, or a moment if none is.
    private final class SlowState: StateStorage {
        private let memory = MemoryState()
        private let notes: Notes
        private let adopted = DispatchSemaphore(value: 0)

        init(_ notes: Notes) { self.notes = notes }

        func write(_ changes: [StateChange]) throws(StateStorageError) {
            // Only a worker that does not wait for the write comes to `adopt` meanwhile.
            _ = self.adopted.wait(timeout: .now() + .milliseconds(100))
            self.memory.write(changes)
            self.notes.add("written")
        }

        func flush() throws(StateStorageError) { self.notes.add("flush") }

        func view() -> any StateReader { self.memory.view() }

        func adopt(generation: UInt64) throws(StateStorageError) {
            self.notes.add("adopted \(generation)")
            self.adopted.signal()
        }

        func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
            try self.memory.value(for: key)
        }

        func pairs(
            withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
        ) throws(StateReadFailure) -> [StatePair] {
            try self.memory.pairs(withPrefix: prefix, from: start, limit: limit)
        }
    }

    private final class Notes: Sendable {
        private let notes = Mutex<[String]>([])

        var all: [String] { self.notes.withLock { $0 } }

        func add(_ note: String) { self.notes.withLock { $0.append(note) } }
    }

    /// The two threads over a database, and what they say.
    private final class Stage: Sendable {
        let notes = Notes()
        let rooms: AppliedRooms
        let worker: ApplyWorker<SlowState>
        private let writer: StateWriter<SlowState>
        private let ended = DispatchGroup()

        init() throws {
            let notes = self.notes
            let state = SlowState(notes)
            self.rooms = try AppliedRooms(reader: state)
            self.writer = StateWriter(storage: state) { notes.add("failed: \($0)") }
            self.worker = ApplyWorker(
                options: ReplicaOptions(raft: RaftOptions(seed: 1), incarnation: 1),
                storage: state, writer: self.writer, rooms: self.rooms,
                reply: { reply in
                    switch reply {
                    case .applied(let result): notes.add("applied \(result.applied.index)")
                    case .flushed(let index): notes.add("flushed \(index)")
                    case .restored(let applied): notes.add("restored \(applied.index)")
                    }
                }, didFail: { notes.add("failed: \($0)") })
            let (writer, worker) = (self.writer, self.worker)
            DispatchQueue(label: "state").async(group: self.ended) { writer.run() }
            DispatchQueue(label: "apply").async(group: self.ended) { worker.run() }
        }

        /// Lets both threads end.
        func end() {
            self.worker.stop()
            self.ended.wait()
        }
    }

    private static func creation(_ index: UInt64) throws -> Entry {
        let create = RoomOperation.Create(
            ownerID: try #require(UserID("owner\(index)")), info: RoomInfo(title: "a room"))
        let command = RoomCommand(caller: "tests", target: .newRoom, operations: [.create(create)])
        let payload = CommandPayload(groupTime: FakeReplica.startTime, command: command.encoded())
        return Entry(
            index: LogIndex(index), term: Term(1), kind: .command, payload: payload.encoded())
    }

    /// What was applied before the flush is told as durable, and what came after it is not.
    @Test func entriesAreAppliedWhileEarlierOnesAreWrittenAndFlushed() throws {
        let stage = try Stage()
        stage.worker.perform(.apply([try Self.creation(1)]))
        stage.worker.perform(.flush)
        stage.worker.perform(.apply([try Self.creation(2)]))
        stage.end()
        let expected = [
            "applied 1", "applied 2", "written", "flush", "flushed 1", "written", "flush",
            "flushed 2",
        ]
        #expect(stage.notes.all == expected)
        #expect(stage.rooms.storedIndex == LogIndex(2))
        #expect(stage.rooms.roomCount == 2)
    }

    /// A batch of the old database must not come into the one that takes its place.
    @Test func aSnapshotIsAdoptedOnceNothingIsUnderWay() throws {
        let stage = try Stage()
        stage.worker.perform(.apply([try Self.creation(1)]))
        stage.worker.perform(.store {})
        stage.worker.perform(
            .restore(
                SnapshotInstall(
                    generation: 3, index: LogIndex(1), term: Term(1),
                    membership: MembershipRecord(
                        index: .zero, membership: Membership(voters: [])))))
        stage.end()
        #expect(stage.notes.all.prefix(3) == ["applied 1", "written", "adopted 3"])
        #expect(stage.notes.all.dropFirst(3).first == "restored 1")
        #expect(!stage.notes.all.contains { $0.hasPrefix("failed") })
    }
}
