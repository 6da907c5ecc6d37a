import Dispatch
import RoomReplica
import RoomServer
import RoomState
import Synchronization
import Testing

/// Batches are written in order behind whoever hands them in, and nothing is read past them.
struct StateWriterTests {
    /// A writer whose thread runs once a test says so.
    private final class Stage: Sendable {
        let state: NotingState
        let writer: StateWriter<NotingState>
        let failures = Notes()
        private let ended = DispatchGroup()

        /// - Parameter refused: a key whose batches cannot be written.
        init(refused: UInt8? = nil) {
            let state = NotingState { changes throws(StateStorageError) in
                if changes.contains(where: { $0.key.first == refused }) {
                    throw StateStorageError("the disk is gone")
                }
            }
            self.state = state
            let failures = self.failures
            self.writer = StateWriter(storage: state) { failures.add($0) }
        }

        func begin() {
            let writer = self.writer
            DispatchQueue(label: "state").async(group: self.ended) { writer.run() }
        }

        func end() {
            self.writer.stop()
            self.ended.wait()
        }
    }

    private static func change(_ key: UInt8, _ value: UInt8?) -> StateChange {
        StateChange(key: [key], value: value.map { [$0] })
    }

    @Test func batchesAndFlushesAreDoneInTheirOrder() throws {
        let stage = Stage()
        let notes = Notes()
        stage.writer.write([Self.change(1, 1)]) { notes.add("first") }
        stage.writer.flush { notes.add("flushed") }
        stage.begin()
        try stage.writer.waitForWrite()
        stage.writer.write([Self.change(2, 1)]) { notes.add("second") }
        try stage.writer.finish()
        #expect(notes.all == ["first", "flushed", "second"])
        #expect(stage.state.notes.all == ["written", "flush", "written"])
        stage.end()
    }

    /// Its thread does not run: whoever waited here would wait for ever.
    @Test(.timeLimit(.minutes(1)))
    func aKeyIsReadWithoutWaitingFromTheBatchUnderWayOrTheDatabase() throws {
        let stage = Stage()
        try stage.state.write([Self.change(1, 1), Self.change(2, 2), Self.change(3, 3)])
        stage.writer.write([
            Self.change(1, 7), Self.change(2, nil), Self.change(4, 4), Self.change(4, 5),
        ]) {}
        #expect(try stage.writer.value(for: [1]) == [7])
        #expect(try stage.writer.value(for: [2]) == nil)
        #expect(try stage.writer.value(for: [3]) == [3])
        #expect(try stage.writer.value(for: [4]) == [5])
        #expect(try stage.writer.value(for: [5]) == nil)
        stage.begin()
        try stage.writer.finish()
        #expect(try stage.writer.value(for: [2]) == nil)
        #expect(try stage.writer.value(for: [4]) == [5])
        stage.end()
    }

    @Test func aScanWaitsForTheBatchUnderWay() throws {
        let stage = Stage()
        stage.writer.write([Self.change(1, 7)]) {}
        let found = Mutex<[StatePair]>([])
        let reading = DispatchSemaphore(value: 0)
        let read = DispatchGroup()
        DispatchQueue(label: "apply").async(group: read) {
            reading.signal()
            do throws(StateReadFailure) {
                let pairs = try stage.writer.pairs(withPrefix: [1], from: nil, limit: 5)
                found.withLock { $0 = pairs }
            } catch {
                Issue.record("\(error)")
            }
        }
        // Only now that somebody reads it is written.
        reading.wait()
        stage.begin()
        read.wait()
        #expect(found.withLock { $0 } == [StatePair(key: [1], value: [7])])
        stage.end()
    }

    /// A database that lacks a batch must not be read as if it had it, and what follows must not be
    /// written: the node stops.
    @Test func afterAFailedWriteNothingIsReadOrWritten() throws {
        let stage = Stage(refused: 2)
        let notes = Notes()
        stage.begin()
        stage.writer.write([Self.change(1, 1)]) { notes.add("first") }
        try stage.writer.waitForWrite()
        stage.writer.write([Self.change(2, 1)]) { notes.add("second") }
        #expect(throws: StateReadFailure.self) { try stage.writer.waitForWrite() }
        #expect(throws: StateReadFailure.self) { try stage.writer.value(for: [1]) }
        #expect(throws: StateReadFailure.self) {
            try stage.writer.pairs(withPrefix: [1], from: nil, limit: 1)
        }
        stage.writer.write([Self.change(3, 1)]) { notes.add("third") }
        stage.writer.flush { notes.add("flushed") }
        #expect(throws: StateReadFailure.self) { try stage.writer.finish() }
        #expect(notes.all == ["first"])
        #expect(stage.state.notes.all == ["written"])
        #expect(stage.failures.all == ["the disk is gone"])
        stage.end()
    }
}
