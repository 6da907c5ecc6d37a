import Raft
import RoomStorage
import Testing

@Suite struct WriteAheadDamageTests {
    private static let seed: UInt64 = 4711
    private static let batches = 12

    /// A formatted directory, its log untouched, and the models after each of some batches.
    private struct Scene {
        let directory = TemporaryDirectory()
        let path: String
        let models: [StorageModel]
        let wal: String

        init() throws {
            let path = "\(self.directory.path)/node"
            self.path = path
            try Fixtures.format(path)
            var model = StorageModel()
            var models = [model]
            do {
                let log = try Fixtures.open(path).log
                for number in 1...WriteAheadDamageTests.batches {
                    let write = Fixtures.write(
                        Fixtures.entries(5 * number - 4...5 * number, term: number), term: number,
                        vote: 1 + number % 3, commit: 5 * number - 5)
                    try log.write([write])
                    model.apply(.log([write]))
                    models.append(model)
                }
            }
            self.models = models
            let logs = TestFile.names(in: "\(path)/log").filter { $0.hasSuffix(".log") }
            guard
                let last = logs.max(by: {
                    TestFile.read("\(path)/log/\($0)").count
                        < TestFile.read("\(path)/log/\($1)").count
                })
            else { throw LogStorageTestFailure.noWriteAheadLog }
            self.wal = "log/\(last)"
        }

        /// Opens a copy whose write-ahead log has these bytes; `nil` when it is refused as damaged,
        /// otherwise how many batches it holds.
        func open(_ bytes: [UInt8], _ story: Comment) throws -> Int? {
            let copy = "\(self.directory.path)/copy"
            TestFile.remove(copy)
            TestFile.copyTree(self.path, to: copy)
            TestFile.write(bytes, to: "\(copy)/\(self.wal)")
            do {
                return try StorageComparison.expectLog(
                    of: try Fixtures.open(copy), equalsOneOf: self.models, story)
            } catch DataDirectoryError.damaged(_, let reason) {
                #expect(!reason.isEmpty)
                return nil
            }
        }
    }

    private enum LogStorageTestFailure: Error {
        case noWriteAheadLog
    }

    @Test func aTornTailLosesWholeBatchesFromTheEndOnly() throws {
        // Cut at many places: it opens, and holds the batches whose last byte is there.
        let scene = try Scene()
        let bytes = TestFile.read("\(scene.path)/\(scene.wal)")
        #expect(try scene.open(bytes, "whole") == Self.batches)
        var held = Self.batches
        for cut in stride(from: bytes.count - 1, through: 0, by: -37) {
            let story: Comment = "write-ahead log cut to \(cut) of \(bytes.count) bytes"
            let found = try #require(try scene.open(Array(bytes[..<cut]), story), story)
            #expect(found <= held, story)
            held = found
        }
        #expect(held <= 1)
    }

    @Test func damageInTheMiddleNeverOpensWithAHole() throws {
        // Flipped bits and zeroed runs anywhere: refused, or, where the damage looks like an
        // incomplete record at the end of the file, a log of whole batches from the beginning.
        let scene = try Scene()
        let bytes = TestFile.read("\(scene.path)/\(scene.wal)")
        var generator = SeededGenerator(seed: Self.seed)
        var refusals = 0
        let attempts = 120
        for attempt in 0..<attempts {
            var damaged = bytes
            let position = generator.below(bytes.count)
            if attempt % 3 == 0 {
                let end = min(bytes.count, position + 1 + generator.below(600))
                for index in position..<end { damaged[index] = 0 }
            } else {
                damaged[position] ^= UInt8(1 << generator.below(8))
            }
            let story: Comment = "seed \(Self.seed), attempt \(attempt), byte \(position)"
            if try scene.open(damaged, story) == nil { refusals += 1 }
        }
        // Nearly all bytes are covered by a checksum that RocksDB verifies.
        #expect(refusals > attempts * 3 / 4, "\(refusals) of \(attempts) refused")
    }

    @Test func aFlippedPayloadByteInTheMiddleRefusesWithAClearText() throws {
        let scene = try Scene()
        var bytes = TestFile.read("\(scene.path)/\(scene.wal)")
        // The payload text of entry 30, in the sixth of twelve batches.
        let mark = Array(" 30@6".utf8)
        let position = try #require(
            bytes.indices.dropLast(mark.count).first {
                Array(bytes[$0..<$0 + mark.count]) == mark
            })
        bytes[position + 1] ^= 1
        TestFile.write(bytes, to: "\(scene.path)/\(scene.wal)")
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(scene.path) }
        let text = error?.description ?? ""
        #expect(text.contains("\(scene.path) is damaged"), "\(text)")
        #expect(text.contains("Corruption"), "\(text)")
        #expect(text.contains("replace this node"), "\(text)")
    }

    @Test func aRemovedTableRefusesToOpen() throws {
        // Opening flushes what the write-ahead log held, so a second opening needs the table.
        let scene = try Scene()
        _ = try Fixtures.open(scene.path)
        let tables = TestFile.names(in: "\(scene.path)/log").filter { $0.hasSuffix(".sst") }
        let table = try #require(tables.last)
        TestFile.remove("\(scene.path)/log/\(table)")
        #expect(throws: DataDirectoryError.self) { try Fixtures.open(scene.path) }
    }
}
