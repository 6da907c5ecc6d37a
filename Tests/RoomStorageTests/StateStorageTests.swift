import Glibc
import RoomReplica
import RoomState
import RoomStorage
import Testing

@Suite struct StateStorageTests {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/node" }

    private func makeState(_ pairs: [([UInt8], [UInt8])] = []) throws -> RocksStateStorage {
        try Fixtures.format(self.path)
        let state = try Fixtures.open(self.path).state
        try state.write(pairs.map { StateChange(key: $0.0, value: $0.1) })
        return state
    }

    @Test func aBatchPutsAndDeletesTogether() throws {
        let state = try self.makeState([([1, 1], [10]), ([1, 2], [])])
        try state.write([
            StateChange(key: [1, 1], value: nil), StateChange(key: [1, 3], value: [30]),
            StateChange(key: [1, 3], value: [31]),
        ])
        try state.write([])
        #expect(try state.value(for: [1, 1]) == nil)
        #expect(try state.value(for: [1, 2]) == [])
        #expect(try state.value(for: [1, 3]) == [31])
    }

    @Test func pairsBeginAndEndWithTheirPrefix() throws {
        let keys: [[UInt8]] = [[1], [1, 0], [1, 255], [1, 255, 255], [2], [2, 7], [254, 255]]
        let state = try self.makeState(keys.map { ($0, $0) })
        func pairs(
            _ prefix: [UInt8], from start: [UInt8]? = nil, limit: Int = 100
        ) throws -> [[UInt8]] {
            try state.pairs(withPrefix: prefix, from: start, limit: limit).map { pair in
                #expect(pair.key == pair.value)
                return pair.key
            }
        }
        #expect(try pairs([1]) == [[1], [1, 0], [1, 255], [1, 255, 255]])
        // A prefix of bytes 255 has its end one byte further up.
        #expect(try pairs([1, 255]) == [[1, 255], [1, 255, 255]])
        #expect(try pairs([254, 255]) == [[254, 255]])
        #expect(try pairs([3]) == [])
        #expect(try pairs([1], from: [1, 255]) == [[1, 255], [1, 255, 255]])
        #expect(try pairs([2], from: [1]) == [[2], [2, 7]])
        #expect(try pairs([1], from: [2]) == [])
        #expect(try pairs([1], limit: 2) == [[1], [1, 0]])
        #expect(try pairs([1], limit: 0) == [])
        // What the storage keeps for itself is not among them.
        #expect(try pairs([]) == keys)
    }

    @Test func aViewDoesNotChangeUntilItIsLetGo() throws {
        let state = try self.makeState([([1, 1], [10]), ([1, 2], [20])])
        let view = state.view()
        try state.write([
            StateChange(key: [1, 1], value: [11]), StateChange(key: [1, 2], value: nil),
            StateChange(key: [1, 3], value: [30]),
        ])
        try state.flush()
        #expect(try view.value(for: [1, 1]) == [10])
        #expect(try view.value(for: [1, 3]) == nil)
        #expect(
            try view.pairs(withPrefix: [1], from: nil, limit: 10)
                == [StatePair(key: [1, 1], value: [10]), StatePair(key: [1, 2], value: [20])])
        #expect(
            try view.pairs(withPrefix: [1], from: [1, 2], limit: 10).map(\.key) == [[1, 2]])
        #expect(try state.view().value(for: [1, 1]) == [11])
    }

    @Test func aPoliteEndKeepsWhatWasNeverFlushed() throws {
        do { _ = try self.makeState([([1], [1])]) }
        #expect(try Fixtures.open(self.path).state.value(for: [1]) == [1])
    }

    @Test func aKillKeepsAtLeastWhatWasFlushedAndOnlyWholeBatches() async throws {
        // Batches of two keys that always hold the same number; some flushes; then a kill.
        let path = self.path
        try Fixtures.format(path)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let directory = try Fixtures.open(path)
            for number in 1...200 as ClosedRange<UInt8> {
                try directory.state.write([
                    StateChange(key: [1], value: [number]),
                    StateChange(key: [2], value: [number] + [UInt8](repeating: 7, count: 4000)),
                ])
                if number == 150 { try directory.state.flush() }
            }
            kill(getpid(), SIGKILL)
        }
        let state = try Fixtures.open(path).state
        let first = try #require(try state.value(for: [1])?.first)
        let second = try #require(try state.value(for: [2])?.first)
        #expect(first == second)
        #expect(first >= 150)
    }

    @Test func statisticsShowWhatWasWrittenAndFlushed() throws {
        let state = try self.makeState([([1], [UInt8](repeating: 1, count: 10_000))])
        let before = state.statistics()
        #expect(before.bufferBytes >= 10_000)
        #expect(before.backgroundErrors == 0)
        try state.flush()
        let after = state.statistics()
        #expect(after.tableBytes > before.tableBytes)
        #expect(after.keys >= 1)
    }
}
