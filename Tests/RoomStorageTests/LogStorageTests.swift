import Raft
import RoomReplica
import RoomStorage
import SeededRandomness
import Synchronization
import Testing

@Suite struct LogStorageTests {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/node" }

    private func makeLog(_ writes: [LogWrite] = []) throws -> RocksLogStorage {
        try Fixtures.format(self.path)
        let log = try Fixtures.open(self.path).log
        try log.write(writes)
        return log
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func aRandomScriptLeavesWhatItsModelHoldsAcrossReopenings(seed: UInt64) throws {
        // Every operation a node performs, in random order, with reopenings in between; the model
        // does the same with arrays.
        try Fixtures.format(self.path)
        let script = StorageScript(seed: seed, count: 240)
        var opened: DataDirectory? = try Fixtures.open(self.path)
        for (number, operation) in script.operations.enumerated() {
            if let opened { try StorageScript.perform(operation, on: opened) }
            guard number % 20 == 19 else { continue }
            opened = nil
            let reopened = try Fixtures.open(self.path)
            opened = reopened
            let model = script.models[number + 1]
            let story: Comment = "seed \(seed), after operation \(number)"
            #expect(try reopened.log.recover() == model.recovered, story)
            #expect(try reopened.log.allEntries() == model.entries, story)
            try StorageComparison.expectState(
                of: reopened, equals: model, at: model.states.count - 1, story)
        }
    }

    @Test func aFetchEndsAtTheByteLimitButBringsAtLeastOneEntry() throws {
        let log = try self.makeLog([Fixtures.write(Fixtures.entries(1...10, term: 1), term: 1)])
        let size = Fixtures.entry(1, term: 1).size
        func fetch(_ first: UInt64, _ last: UInt64, _ maxBytes: Int) throws -> [UInt64] {
            try log.entries(from: LogIndex(first), through: LogIndex(last), maxBytes: maxBytes)
                .map(\.index.rawValue)
        }
        #expect(try fetch(1, 10, 0) == [1])
        #expect(try fetch(4, 10, 3 * size) == [4, 5, 6])
        #expect(try fetch(4, 10, 4 * size - 1) == [4, 5, 6])
        #expect(try fetch(9, 10, 1 << 20) == [9, 10])
        // Entries that are not stored yet end the fetch; a first one that is not stored fails it.
        #expect(try fetch(9, 99, 1 << 20) == [9, 10])
        #expect(throws: LogStorageError.self) { try fetch(11, 11, 1 << 20) }
    }

    @Test func aReplacedSuffixIsGoneWithItsConfigurations() throws {
        // Entries 3 to 9 of term 1 never committed; the leader of term 2 replaces them by fewer.
        var lost = Fixtures.entries(1...9, term: 1)
        lost[4] = Entry(
            index: LogIndex(5), term: Term(1), kind: .membership,
            payload: Fixtures.membership(learner: 7).encodedPayload())
        let log = try self.makeLog([
            Fixtures.write(lost, term: 1, vote: 2),
            Fixtures.write(Fixtures.entries(3...4, term: 2), term: 2, vote: 3, commit: 2),
        ])
        #expect(log.syncCount == 1)
        let entries = try log.entries(from: LogIndex(1), through: LogIndex(9), maxBytes: 1 << 20)
        #expect(
            entries == Fixtures.entries(1...2, term: 1) + Fixtures.entries(3...4, term: 2))
    }

    @Test func aFetchOfTruncatedEntriesIsEmpty() throws {
        let log = try self.makeLog([
            Fixtures.write(Fixtures.entries(1...5, term: 1), term: 1, commit: 5)
        ])
        try log.truncatePrefix(through: LogIndex(3), term: Term(1))
        #expect(try log.entries(from: LogIndex(3), through: LogIndex(5), maxBytes: 1) == [])
        #expect(try log.entries(from: LogIndex(1), through: LogIndex(2), maxBytes: 1) == [])
        let rest = try log.entries(from: LogIndex(4), through: LogIndex(5), maxBytes: 1 << 20)
        #expect(rest == Fixtures.entries(4...5, term: 1))
        // A truncation that is behind the last one changes nothing.
        try log.truncatePrefix(through: LogIndex(2), term: Term(1))
        #expect(
            try log.entries(from: LogIndex(4), through: LogIndex(4), maxBytes: 1).count == 1)
    }

    @Test func manyThousandEntriesAreTruncatedWithTwoSmallWrites() throws {
        // The first index is synced, then one range delete covers all entries, however many: the
        // log's buffers hardly grow, and only the rest is there when it is opened again.
        do {
            let log = try self.makeLog([Fixtures.write([], term: 1)])
            for first in stride(from: 1, through: 30_000, by: 1000) {
                try log.write([
                    Fixtures.write(
                        Fixtures.entries(first...first + 999, term: 1), term: 1,
                        commit: first + 999)
                ])
            }
            let (syncs, bytes) = (log.syncCount, log.statistics().bufferBytes)
            try log.truncatePrefix(through: LogIndex(29_990), term: Term(1))
            #expect(log.syncCount == syncs + 2)
            #expect(log.statistics().bufferBytes < bytes + (64 << 10))
            #expect(
                try log.entries(from: LogIndex(1), through: LogIndex(99), maxBytes: 1) == [])
            #expect(
                try log.entries(
                    from: LogIndex(29_991), through: LogIndex(30_000), maxBytes: 1 << 20
                ).count == 10)
        }
        let log = try RocksLogStorage.open(at: "\(self.path)/log")
        #expect(try log.recover().summary.truncatedIndex == LogIndex(29_990))
        #expect(try log.allEntries() == Fixtures.entries(29_991...30_000, term: 1))
    }

    @Test func aNodeIsBoundToOneStoreForGood() throws {
        // The refusal is of the caller's request, so the log itself goes on.
        let log = try self.makeLog()
        try log.pin(NodeID(2), to: StoreID(77))
        try log.pin(NodeID(2), to: StoreID(77))
        #expect(log.syncCount == 1)
        let error = #expect(throws: LogStorageError.self) {
            try log.pin(NodeID(2), to: StoreID(78))
        }
        #expect(error?.description.contains("binds node 2 to store 000000000000004d") == true)
        try log.write([Fixtures.write(Fixtures.entries(1...1, term: 1), term: 1)])
    }

    @Test func aMembershipEntryThatDoesNotDecodeIsNotStored() throws {
        let log = try self.makeLog()
        let broken = Entry(index: LogIndex(1), term: Term(1), kind: .membership, payload: [9])
        #expect(throws: LogStorageError.self) {
            try log.write([Fixtures.write([broken], term: 1)])
        }
        #expect(log.syncCount == 0)
        try log.write([Fixtures.write(Fixtures.entries(1...1, term: 1), term: 1)])
    }

    @Test func eachSyncedBatchIsCountedAndTimedAndAnEmptyCallIsNone() throws {
        try Fixtures.format(self.path)
        let durations = Mutex<[Duration]>([])
        var options = DataDirectory.OpenOptions()
        options.onLogSync = { duration in durations.withLock { $0.append(duration) } }
        let log = try DataDirectory.open(at: self.path, options: options).log
        try log.write([])
        try log.write([LogWrite(sequence: IOSequence(1))])
        #expect(log.syncCount == 0)
        try log.write([
            Fixtures.write(Fixtures.entries(1...3, term: 1), term: 1),
            Fixtures.write(Fixtures.entries(4...6, term: 1)),
        ])
        #expect(log.syncCount == 1)
        let timed = durations.withLock { $0 }
        #expect(timed.count == 1)
        #expect(timed.allSatisfy { $0 > .zero })
        #expect(log.statistics().bufferBytes > 0)
    }

    @Test func aReaderIsNotToldOfDamageWhileASuffixIsBeingReplaced() throws {
        // The batch is in the database, but the writer has not noted yet that the log is shorter: a
        // reader at this very moment finds the log ending early, and that is no damage.
        try Fixtures.format(self.path)
        let reader = Mutex<RocksLogStorage?>(nil)
        let seen = Mutex<[Int]>([])
        var options = DataDirectory.OpenOptions()
        options.onLogSync = { _ in
            guard let log = reader.withLock({ $0 }) else { return }
            let entries = try? log.entries(
                from: LogIndex(1), through: LogIndex(9), maxBytes: 1 << 20)
            seen.withLock { $0.append(entries?.count ?? -1) }
        }
        let log = try DataDirectory.open(at: self.path, options: options).log
        try log.write([Fixtures.write(Fixtures.entries(1...9, term: 1), term: 1)])
        reader.withLock { $0 = log }
        try log.write([Fixtures.write(Fixtures.entries(3...4, term: 2), term: 2)])
        #expect(seen.withLock { $0 } == [4])
        reader.withLock { $0 = nil }
    }

    @Test func readersSeeWholeEntriesWhileTheLogIsReplacedUnderThem() async throws {
        // One writer replaces a suffix of changing length again and again; readers fetch all of it.
        // They may see a shorter or longer log, but each entry whole, in order, and never "damage".
        let log = try self.makeLog([Fixtures.write(Fixtures.entries(1...20, term: 1), term: 1)])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<300 {
                        let entries = try log.entries(
                            from: LogIndex(5), through: LogIndex(40), maxBytes: 1 << 20)
                        #expect(entries.first?.index == LogIndex(5))
                        #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.term <= $1.term })
                    }
                }
            }
            group.addTask {
                var generator = SeededGenerator(seed: 5)
                var end = 20
                for term in 2...100 {
                    let first = min(end + 1, 6 + generator.below(10))
                    end = first + generator.below(20)
                    let entries = Fixtures.entries(first...end, term: term)
                    try log.write([Fixtures.write(entries, term: term)])
                }
            }
            try await group.waitForAll()
        }
    }
}
