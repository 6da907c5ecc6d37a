import Glibc
import Raft
import RoomReplica
import RoomState
import RoomStorage
import SeededRandomness
import Testing

/// The figures of docs/storage.md. They measure and expect nothing of the machine, so they run only
/// when they are asked for: `ROOMKEEPER_MEASURE=1 swift test -c release --filter Measurements`.
@Suite(.serialized, .enabled(if: getenv("ROOMKEEPER_MEASURE") != nil))
struct StorageMeasurements {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/node" }

    @Test(arguments: [1, 16, 128])
    func syncedBatchesOfEntries(count: Int) throws {
        try Fixtures.format(self.path)
        let log = try Fixtures.open(self.path).log
        var next = LogIndex(1)
        Self.report("synced batch of \(count) entries of 300 bytes", rounds: 2000) {
            let entries = Self.entries(from: next, count: count)
            next = next.advanced(by: count)
            try log.write([LogWrite(sequence: IOSequence(1), entries: entries)])
        }
    }

    @Test func stateBatchesOf128Changes() throws {
        try Fixtures.format(self.path)
        let state = try Fixtures.open(self.path).state
        var generator = SeededGenerator(seed: 1)
        let value = generator.bytes(200)
        Self.report("state batch of 128 changes of 200 bytes", rounds: 2000) {
            let changes = (0..<128).map { _ in
                StateChange(key: [1] + generator.bytes(16), value: value)
            }
            try state.write(changes)
        }
        Self.report("flush of the state", rounds: 1) { try state.flush() }
    }

    @Test func openingALogOfAMillionEntries() throws {
        try Fixtures.format(self.path)
        do {
            let log = try Fixtures.open(self.path).log
            var next = LogIndex(1)
            try log.write([Fixtures.write([], term: 1)])
            for _ in 0..<1000 {
                let entries = Self.entries(from: next, count: 1000)
                try log.write([LogWrite(sequence: IOSequence(1), entries: entries)])
                next = next.advanced(by: 1000)
            }
        }
        Self.report("opening a log of 1,000,000 entries of 300 bytes", rounds: 3) {
            let summary = try Fixtures.open(self.path).log.recover().summary
            #expect(summary.lastIndex == LogIndex(1_000_000))
        }
        let log = try Fixtures.open(self.path).log
        var next = LogIndex(1)
        Self.report("fetch of 1 MiB of entries", rounds: 200) {
            let entries = try log.entries(
                from: next, through: LogIndex(1_000_000), maxBytes: 1 << 20)
            next = next.advanced(by: entries.count)
        }
    }

    private static func entries(from first: LogIndex, count: Int) -> [Entry] {
        let payload = [UInt8](repeating: 0x5a, count: 300 - EntryCoding.overhead)
        return (0..<count).map { offset in
            Entry(
                index: first.advanced(by: offset), term: Term(1), kind: .command,
                payload: payload)
        }
    }

    /// Prints how long `body` took: median, 99th percentile, maximum.
    private static func report(_ name: String, rounds: Int, _ body: () throws -> Void) {
        let clock = ContinuousClock()
        var durations: [Duration] = []
        for _ in 0..<rounds {
            let duration = clock.measure { #expect(throws: Never.self) { try body() } }
            durations.append(duration)
        }
        durations.sort()
        func at(_ share: Double) -> String {
            let index = min(durations.count - 1, Int(Double(durations.count) * share))
            let parts = durations[index].components
            let microseconds = parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
            return "\(microseconds) µs"
        }
        print("\(name): median \(at(0.5)), p99 \(at(0.99)), worst \(at(1))")
    }
}
