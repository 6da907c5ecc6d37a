import Foundation
import RocksDB
import Synchronization
import Testing

@Suite struct DatabaseTests {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/db" }

    @Test func aBatchTakesEffectInItsOrderAndInEachColumnFamilyApart() throws {
        // Later changes of a batch win, which the log's replaced suffixes depend on.
        let database = try openDatabase(at: self.path, createsNew: true)
        let (first, second) = (database.families[0], database.families[1])
        try put([("a", "1"), ("b", "1"), ("c", "1"), ("d", "1")], in: first, of: database)
        var batch = WriteBatch()
        #expect(batch.isEmpty == true)
        batch.deleteRange(from: bytes("a"), to: bytes("c"), in: first)
        batch.put(bytes("b"), bytes("2"), in: first)
        batch.delete(bytes("d"), in: first)
        batch.put(bytes("a"), [], in: second)
        #expect(batch.count == 4)
        try database.write(batch, options: .synced())

        #expect(try database.value(for: bytes("a"), in: first) == nil)
        #expect(try database.value(for: bytes("b"), in: first) == bytes("2"))
        #expect(try database.value(for: bytes("c"), in: first) == bytes("1"))
        #expect(try database.value(for: bytes("d"), in: first) == nil)
        #expect(try database.value(for: bytes("a"), in: second) == [])
        #expect(try database.value(for: [], in: second) == nil)
    }

    @Test func whatWasSyncedIsThereAfterReopening() throws {
        do {
            let database = try openDatabase(at: self.path, createsNew: true)
            try put([("key", "value")], in: database.families[1], of: database)
        }
        let database = try openDatabase(at: self.path, createsNew: false)
        #expect(database.families.map(\.name) == ["default", "other"])
        #expect(
            try database.value(for: bytes("key"), in: database.families[1]) == bytes("value"))
    }

    @Test func theInformationLogIsSilentOnceTheDatabaseIsOpen() throws {
        // When the disk is full, a write to it would abort the process.
        func size() throws -> Int {
            let path = "\(self.path)/LOG"
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size]
            return try #require((size as? NSNumber)?.intValue)
        }
        do {
            let database = try openDatabase(at: self.path, createsNew: true)
            let family = database.families[0]
            try put([("key", "value")], in: family, of: database)
            let before = try size()
            for number in 0..<5 {
                try put([("key", "value \(number)")], in: family, of: database)
                try database.flush(family)
            }
            #expect(try size() == before)
        }
    }

    @Test func aDatabaseStaysOpenWhileAnythingOfItIsHeld() throws {
        // RocksDB aborts the process when a handle outlives the database, so the order in which
        // they are dropped must not matter.
        var database: Database? = try openDatabase(at: self.path, createsNew: true)
        var family = database?.families[1]
        database = nil
        #expect(family?.name == "other")
        let error = #expect(throws: RocksDBError.self) {
            try openDatabase(at: self.path, createsNew: false)
        }
        #expect(error?.kind == .locked)
        family = nil
        _ = try openDatabase(at: self.path, createsNew: false)
    }

    @Test func aMissingDatabaseIsNotCreatedAndAPresentOneNotReplaced() throws {
        let missing = #expect(throws: RocksDBError.self) {
            try openDatabase(at: self.path, createsNew: false)
        }
        #expect(missing?.kind == .invalidArgument)
        _ = try openDatabase(at: self.path, createsNew: true)
        let present = #expect(throws: RocksDBError.self) {
            try openDatabase(at: self.path, createsNew: true)
        }
        #expect(present?.kind == .invalidArgument)
    }

    @Test func aDatabaseOpenedForReadingChangesNothingAndSeesWhatIsThere() throws {
        let options = ["default", "other"].map { ColumnFamilyOptions(name: $0) }
        func openForReading() throws -> Database {
            try Database(
                readingAt: self.path, options: DatabaseOptions(), families: options)
        }
        let missing = #expect(throws: RocksDBError.self) { try openForReading() }
        #expect(missing?.kind != .locked)
        let writer = try openDatabase(at: self.path, createsNew: true)
        try put([("key", "value")], in: writer.families[1], of: writer)
        // Beside the one that writes, and without its later writes.
        let reader = try openForReading()
        try put([("key", "later")], in: writer.families[1], of: writer)
        #expect(try reader.value(for: bytes("key"), in: reader.families[1]) == bytes("value"))
        let error = #expect(throws: RocksDBError.self) {
            try put([("key", "no")], in: reader.families[1], of: reader)
        }
        #expect(error?.kind == .notSupported)
        #expect(try writer.value(for: bytes("key"), in: writer.families[1]) == bytes("later"))
    }

    @Test func theClosingActionRunsOnceTheLastUserLetsGo() throws {
        // By then the database is closed: it can be opened again, or deleted.
        let outcomes = Outcomes()
        let path = self.path
        var database: Database? = try openDatabase(at: path, createsNew: true)
        database?.whenClosed {
            let reopened = try? openDatabase(at: path, createsNew: false)
            outcomes.wereReopened.withLock { $0.append(reopened != nil) }
        }
        var family = database?.families[0]
        database = nil
        #expect(outcomes.wereReopened.withLock { $0 } == [])
        #expect(family?.name == "default")
        family = nil
        #expect(outcomes.wereReopened.withLock { $0 } == [true])
    }

    private final class Outcomes: Sendable {
        let wereReopened = Mutex<[Bool]>([])
    }

    @Test func errorsKeepTheirTextAndTheKindItBeginsWith() {
        // The texts are those of RocksDB 7.8.
        let expected: [(String, RocksDBError.Kind)] = [
            ("Corruption: block checksum mismatch", .corruption),
            ("Invalid argument: column family not found", .invalidArgument),
            ("IO error: While fsync: a.log: Input/output error", .io),
            ("IO error: No space left on device: While appending to file", .noSpace),
            ("IO error: While appending to file: a.log: No space left on device", .noSpace),
            ("IO error: lock hold by current process, acquire time 1", .locked),
            ("IO error: While lock file: a/LOCK: Resource temporarily unavailable", .locked),
            ("NotFound: ", .notFound),
            ("Not implemented: x", .notSupported),
            ("Busy: x", .other),
            ("", .other),
        ]
        for (text, kind) in expected {
            let error = RocksDBError(text: text)
            #expect(error.kind == kind, "\(text)")
            #expect(error.description == "RocksDB: \(text)")
        }
    }

    @Test func propertiesAreReadByNameAndUnknownOnesAreNil() throws {
        let database = try openDatabase(at: self.path, createsNew: true)
        let family = database.families[0]
        #expect(database.integerProperty("rocksdb.estimate-num-keys", of: family) == 0)
        #expect(database.integerProperty("rocksdb.no-such-thing", of: family) == nil)
        #expect(database.property("rocksdb.stats", of: family)?.isEmpty == false)
        #expect(database.property("rocksdb.no-such-thing", of: family) == nil)
    }

    @Test func aCheckpointHoldsWhatWasWrittenWithoutAWriteAheadLog() throws {
        // The state database has no write-ahead log, so the buffers must be flushed first.
        let copy = "\(self.directory.path)/copy"
        let database = try openDatabase(at: self.path, createsNew: true)
        let family = database.families[0]
        try put(
            [("key", "old")], in: family, of: database, options: .withoutWriteAheadLog())
        let checkpoint = try Checkpoint(of: database)
        try checkpoint.create(at: copy)
        try put(
            [("key", "new")], in: family, of: database, options: .withoutWriteAheadLog())

        let copied = try openDatabase(at: copy, createsNew: false)
        #expect(try copied.value(for: bytes("key"), in: copied.families[0]) == bytes("old"))
        #expect(throws: RocksDBError.self) { try checkpoint.create(at: copy) }
    }
}
