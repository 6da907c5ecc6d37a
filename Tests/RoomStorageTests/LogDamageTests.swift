import ByteCoding
import Raft
import RocksDB
import RoomReplica
import RoomStorage
import Testing

@Suite struct LogDamageTests {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/node" }

    /// A log with entries 1 to 9 of the terms 1 to 3, entry 5 a configuration.
    private func makeLog() throws {
        try Fixtures.format(self.path)
        var entries = (1...3).flatMap { term in
            Fixtures.entries(3 * term - 2...3 * term, term: term)
        }
        entries[4] = Entry(
            index: LogIndex(5), term: Term(2), kind: .membership,
            payload: Fixtures.membership(learner: 7).encodedPayload())
        try Fixtures.open(self.path).log.write([
            Fixtures.write(entries, term: 3, vote: 2, commit: 4)
        ])
    }

    /// Changes the log database behind the storage's back.
    private func damage(_ change: (Database, inout WriteBatch) throws -> Void) throws {
        let database = try Fixtures.openRawLog(self.path)
        var batch = WriteBatch()
        try change(database, &batch)
        try database.write(batch, options: .synced())
    }

    private func expectRefusal(_ part: String) {
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(self.path) }
        guard case .damaged(self.path, let reason) = error else {
            Issue.record("not refused as damaged: \(String(describing: error))")
            return
        }
        #expect(reason.contains(part), "\(reason)")
    }

    private func key(_ index: UInt64) -> [UInt8] { EntryKey.make(.first, LogIndex(index)) }

    @Test func aMissingEntryIsRefused() throws {
        try self.makeLog()
        try self.damage { $1.delete(self.key(4), in: $0.families[1]) }
        self.expectRefusal("entry 4 is missing; the next key is of entry 5")
    }

    @Test func aMissingEndIsRefused() throws {
        // Nothing shows in the entries themselves; what the last batch noted does.
        try self.makeLog()
        try self.damage { $1.deleteRange(from: self.key(8), to: self.key(99), in: $0.families[1]) }
        self.expectRefusal("end at index 7, term 3, but the last batch noted index 9, term 3")
    }

    @Test func anEntryInAnotherOnesSlotIsRefused() throws {
        try self.makeLog()
        try self.damage { database, batch in
            let record = try #require(
                try database.value(for: self.key(4), in: database.families[1]))
            batch.put(self.key(6), record, in: database.families[1])
        }
        self.expectRefusal("the record of entry 6 is not one, or is another entry's")
    }

    @Test func aShortenedRecordIsRefused() throws {
        try self.makeLog()
        try self.damage { database, batch in
            let record = try #require(
                try database.value(for: self.key(6), in: database.families[1]))
            batch.put(self.key(6), Array(record.dropLast()), in: database.families[1])
        }
        self.expectRefusal("the record of entry 6")
    }

    @Test func aTermThatFallsAlongTheLogIsRefused() throws {
        try self.makeLog()
        try self.damage { database, batch in
            let coding = EntryCoding(cluster: Fixtures.identity.cluster, group: .first)
            var writer = ByteWriter()
            coding.encode(Fixtures.entry(8, term: 1), into: &writer)
            batch.put(self.key(8), writer.bytes, in: database.families[1])
        }
        self.expectRefusal("entry 8 has term 1, below 3 before it")
    }

    @Test func aFlippedBitInAPayloadIsReportedWhenTheEntryIsRead() throws {
        // Opening reads headers only; the checksum is verified before an entry is used.
        try self.makeLog()
        try self.damage { database, batch in
            var record = try #require(
                try database.value(for: self.key(6), in: database.families[1]))
            record[record.count - 1] ^= 0x10
            batch.put(self.key(6), record, in: database.families[1])
        }
        let log = try Fixtures.open(self.path).log
        #expect(
            try log.entries(from: LogIndex(1), through: LogIndex(5), maxBytes: 1 << 20).count == 5)
        let error = #expect(throws: LogStorageError.self) {
            try log.entries(from: LogIndex(1), through: LogIndex(9), maxBytes: 1 << 20)
        }
        #expect(error?.description.contains("entry 6 in") == true)
        #expect(error?.description.contains("checksum mismatch") == true)
    }

    @Test func anEntryOfAnotherClusterIsReported() throws {
        try self.makeLog()
        try self.damage { database, batch in
            let coding = EntryCoding(cluster: ClusterID(0xbad), group: .first)
            var writer = ByteWriter()
            coding.encode(Fixtures.entry(6, term: 2), into: &writer)
            batch.put(self.key(6), writer.bytes, in: database.families[1])
        }
        let log = try Fixtures.open(self.path).log
        #expect(throws: LogStorageError.self) {
            try log.entries(from: LogIndex(6), through: LogIndex(6), maxBytes: 1)
        }
    }

    @Test func everyMetaRecordIsNeededAndChecked() throws {
        // Each record in turn is removed, then changed by one bit, then put under another key.
        let others: [MetaKey: String] = [
            .identity: "it has no identity",
            .state(.first): "it has no hard state or no first index",
            .truncation(.first): "it has no hard state or no first index",
            .generation(.first): "it does not say which state database belongs to it",
            .membership(.first, .zero): "it holds 0 configurations at or before",
            .membership(.first, LogIndex(5)): "its membership entries are [5]",
        ]
        try self.makeLog()
        for (key, reason) in others {
            var original: [UInt8] = []
            try self.damage { database, batch in
                original = try #require(
                    try database.value(for: key.bytes, in: database.families[2]))
                batch.delete(key.bytes, in: database.families[2])
            }
            self.expectRefusal(reason)
            var flipped = original
            flipped[1] ^= 1
            try self.damage { $1.put(key.bytes, flipped, in: $0.families[2]) }
            self.expectRefusal("checksum mismatch")
            try self.damage { $1.put(key.bytes, original, in: $0.families[2]) }
            let stray = MetaKey.membership(.first, LogIndex(7)).bytes
            try self.damage { $1.put(stray, original, in: $0.families[2]) }
            self.expectRefusal("checksum mismatch")
            try self.damage { $1.delete(stray, in: $0.families[2]) }
            _ = try Fixtures.open(self.path)
        }
    }

    @Test func hardStateThatDoesNotFitTheEntriesIsRefused() throws {
        try self.makeLog()
        let key = MetaKey.state(.first)
        func put(term: UInt64, commit: UInt64) throws {
            let state = GroupState(
                hardState: HardState(
                    term: Term(term), votedFor: nil, commitIndex: LogIndex(commit)),
                lastIndex: LogIndex(9), lastTerm: Term(3))
            try self.damage {
                $1.put(key.bytes, MetaRecord.encode(under: key, state.encode), in: $0.families[2])
            }
        }
        try put(term: 2, commit: 4)
        self.expectRefusal("its hard state has term 2, but its last entry has term 3")
        try put(term: 3, commit: 10)
        self.expectRefusal("its commit index is 10, but its last entry is 9")
        try put(term: 3, commit: 9)
        _ = try Fixtures.open(self.path)
    }

    @Test func recordsOfWhatThisProgramDoesNotKnowAreRefused() throws {
        try self.makeLog()
        try self.damage { $1.put([0x77], [1], in: $0.families[2]) }
        self.expectRefusal("unknown table byte 119")
        try self.damage { $1.delete([0x77], in: $0.families[2]) }
        let other = MetaKey.state(GroupID(2))
        try self.damage { $1.put(other.bytes, [1, 2, 3, 4, 5, 6], in: $0.families[2]) }
        self.expectRefusal("it is of group 2, and this program knows only 1")
    }
}
