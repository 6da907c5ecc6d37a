import Dispatch
import Raft
import RoomReplica
import RoomServer
import RoomState
import Testing

/// What the apply thread hands to the writer, and what it waits for.
struct ApplyWorkerTests {
    /// The two threads over a database, and what they say.
    private final class Stage: Sendable {
        let notes: Notes
        let rooms: AppliedRooms
        let worker: ApplyWorker<NotingState>
        private let writer: StateWriter<NotingState>
        private let ended = DispatchGroup()

        init() throws {
            // A write takes until a snapshot is adopted, or a moment if none is: only a worker that
            // does not wait for it comes to that meanwhile.
            let adopted = DispatchSemaphore(value: 0)
            let state = NotingState(
                willWrite: { _ in _ = adopted.wait(timeout: .now() + .milliseconds(100)) },
                didAdopt: { adopted.signal() })
            let notes = state.notes
            self.notes = notes
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
