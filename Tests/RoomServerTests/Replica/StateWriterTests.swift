import Dispatch
import MemoryState
import RoomReplica
import RoomServer
import RoomState
import Synchronization
import Testing

/// Batches are written in order behind whoever hands them in, and nothing is read past them.
struct StateWriterTests {
    /// A database that notes what is done to it and fails when it is told to.
    private final class NotingState: StateStorage {
        private struct State {
            var notes: [String] = []
            var failsWrites = false
        }

        private let memory = MemoryState()
        private let state = Mutex(State())

        var notes: [String] { self.state.withLock { $0.notes } }

        func failWrites() { self.state.withLock { $0.failsWrites = true } }

        func write(_ changes: [StateChange]) throws(StateStorageError) {
            let fails = self.state.withLock { state in
                state.notes.append("write \(changes.map { $0.key[0] })")
                return state.failsWrites
            }
            guard !fails else { throw StateStorageError("the disk is gone") }
            self.memory.write(changes)
        }

        func flush() throws(StateStorageError) {
            self.state.withLock { $0.notes.append("flush") }
        }

        func view() -> any StateReader { self.memory.view() }

        func adopt(generation: UInt64) throws(StateStorageError) {}

        func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
            try self.memory.value(for: key)
        }

        func pairs(
            withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
        ) throws(StateReadFailure) -> [StatePair] {
            try self.memory.pairs(withPrefix: prefix, from: start, limit: limit)
        }
    }

    /// A writer whose thread runs once a test says so.
    private final class Stage: Sendable {
        let state = NotingState()
        let writer: StateWriter<NotingState>
        private let failed: Notes
        private let ended = DispatchGroup()

        var failures: [String] { self.failed.all }

        init() {
            let failed = Notes()
            self.failed = failed
            self.writer = StateWriter(storage: self.state) { failed.add($0) }
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

    private final class Notes: Sendable {
        private let notes = Mutex<[String]>([])

        var all: [String] { self.notes.withLock { $0 } }

        func add(_ note: String) { self.notes.withLock { $0.append(note) } }
    }

    private static func change(_ key: UInt8, _ value: UInt8) -> [StateChange] {
        [StateChange(key: [key], value: [value])]
    }

    @Test func batchesAndFlushesAreDoneInTheirOrder() throws {
        let stage = Stage()
        let notes = Notes()
        stage.writer.write(Self.change(1, 1)) { notes.add("first") }
        stage.writer.flush { notes.add("flushed") }
        stage.begin()
        try stage.writer.waitForWrite()
        stage.writer.write(Self.change(2, 1)) { notes.add("second") }
        try stage.writer.finish()
        #expect(notes.all == ["first", "flushed", "second"])
        #expect(stage.state.notes == ["write [1]", "flush", "write [2]"])
        stage.end()
    }

    @Test func whatIsReadWaitsForTheBatchUnderWay() throws {
        let stage = Stage()
        stage.writer.write(Self.change(1, 7)) {}
        let found = Mutex<([UInt8]?, [StatePair])>((nil, []))
        let reading = DispatchSemaphore(value: 0)
        let read = DispatchGroup()
        DispatchQueue(label: "apply").async(group: read) {
            reading.signal()
            do throws(StateReadFailure) {
                let pairs = try stage.writer.pairs(withPrefix: [1], from: nil, limit: 5)
                let value = try stage.writer.value(for: [1])
                found.withLock { $0 = (value, pairs) }
            } catch {
                Issue.record("\(error)")
            }
        }
        // Only now that somebody reads it is written.
        reading.wait()
        stage.begin()
        read.wait()
        #expect(found.withLock { $0.0 } == [7])
        #expect(found.withLock { $0.1 } == [StatePair(key: [1], value: [7])])
        stage.end()
    }

    /// A database that lacks a batch must not be read as if it had it, and what follows must not be
    /// written: the node stops.
    @Test func afterAFailedWriteNothingIsReadOrWritten() throws {
        let stage = Stage()
        let notes = Notes()
        stage.begin()
        stage.writer.write(Self.change(1, 1)) { notes.add("first") }
        try stage.writer.waitForWrite()
        stage.state.failWrites()
        stage.writer.write(Self.change(2, 1)) { notes.add("second") }
        #expect(throws: StateReadFailure.self) { try stage.writer.waitForWrite() }
        #expect(throws: StateReadFailure.self) { try stage.writer.value(for: [1]) }
        #expect(throws: StateReadFailure.self) {
            try stage.writer.pairs(withPrefix: [1], from: nil, limit: 1)
        }
        stage.writer.write(Self.change(3, 1)) { notes.add("third") }
        stage.writer.flush { notes.add("flushed") }
        #expect(throws: StateReadFailure.self) { try stage.writer.finish() }
        #expect(notes.all == ["first"])
        #expect(stage.state.notes == ["write [1]", "write [2]"])
        #expect(stage.failures == ["the disk is gone"])
        stage.end()
    }
}
