import Raft
import RoomStorage
import SeededRandomness
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

        /// - Parameter lastEntries: of the last batch; it spans several sectors when they are many.
        init(lastEntries: Int = 5) throws {
            let path = "\(self.directory.path)/node"
            self.path = path
            try Fixtures.format(path)
            var model = StorageModel()
            var models = [model]
            do {
                let log = try Fixtures.open(path).log
                for number in 1...WriteAheadDamageTests.batches {
                    let isLast = number == WriteAheadDamageTests.batches
                    let last = 5 * number - 5 + (isLast ? lastEntries : 5)
                    let write = Fixtures.write(
                        Fixtures.entries(5 * number - 4...last, term: number), term: number,
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

    @Test func aLastRecordWithLostSectorsIsDropped() throws {
        // Power was lost during the last write: its length is on the disk, some of its sectors are
        // not, and read as zeros. It was never acknowledged, so the log ends before it.
        let scene = try Scene(lastEntries: 60)
        let bytes = TestFile.read("\(scene.path)/\(scene.wal)")
        let mark = Array(" 56@12".utf8)
        let begin = try #require(
            bytes.indices.dropLast(mark.count).first {
                Array(bytes[$0..<$0 + mark.count]) == mark
            })
        let sectors = (begin / 512 + 1)..<(bytes.count / 512)
        try #require(sectors.count > 3)
        var generator = SeededGenerator(seed: Self.seed)
        for attempt in 0..<40 {
            var torn = bytes
            let isCutToTheEnd = attempt % 2 == 0
            let first = sectors.lowerBound + generator.below(sectors.count)
            for sector in first..<sectors.upperBound
            where isCutToTheEnd || sector == first || generator.below(2) == 0 {
                for index in sector * 512..<sector * 512 + 512 { torn[index] = 0 }
            }
            if isCutToTheEnd {
                for index in sectors.upperBound * 512..<bytes.count { torn[index] = 0 }
            }
            let story: Comment = "seed \(Self.seed), attempt \(attempt), from sector \(first)"
            #expect(try scene.open(torn, story) == Self.batches - 1, story)
        }
    }

    /// The first and the last sector of a record may hold a few bytes of it only, and what is lost
    /// may be its head, with later parts of it whole behind that.
    @Test(arguments: [1...40, 300...302, 420...420])
    func aLastRecordThatLostOneOfItsEdgesIsDropped(sizes: ClosedRange<Int>) throws {
        var shortest = (begin: Int.max, end: Int.max)
        for entries in sizes {
            let scene = try Scene(lastEntries: entries)
            let bytes = TestFile.read("\(scene.path)/\(scene.wal)")
            let begin = Self.lastRecord(in: bytes)
            let edges = [
                begin..<min((begin / 512 + 1) * 512, bytes.count),
                max(begin, (bytes.count - 1) / 512 * 512)..<bytes.count,
            ]
            for edge in edges {
                var torn = bytes
                for index in edge { torn[index] = 0 }
                let story: Comment = "\(entries) entries, \(edge) of \(bytes.count) bytes lost"
                #expect(try scene.open(torn, story) == Self.batches - 1, story)
            }
            shortest.begin = min(shortest.begin, edges[0].count)
            shortest.end = min(shortest.end, edges[1].count)
        }
        guard sizes.count > 3 else { return }
        #expect(min(shortest.begin, shortest.end) < 16, "no edge was a short one")
    }

    /// Where the last record begins, by the format of RocksDB's write-ahead logs.
    private static func lastRecord(in bytes: [UInt8]) -> Int {
        var offset = 0
        var begin = 0
        while offset + 7 <= bytes.count {
            let left = 32_768 - offset % 32_768
            guard left >= 7 else {
                offset += left
                continue
            }
            if [1, 2].contains(bytes[offset + 6]) { begin = offset }
            offset += 7 + Int(bytes[offset + 4]) + Int(bytes[offset + 5]) << 8
        }
        return begin
    }

    @Test func lostSectorsBeforeOtherRecordsRefuse() throws {
        // The same hole, but a record that was written later stands behind it: that one was synced
        // after the damaged one, which was then promised.
        let scene = try Scene()
        var bytes = TestFile.read("\(scene.path)/\(scene.wal)")
        for index in 512..<1024 { bytes[index] = 0 }
        #expect(try scene.open(bytes, "a hole in the second sector") == nil)
    }

    @Test func aLastRecordWithAFlippedBitRefuses() throws {
        // It may have been acknowledged, and a disk that loses power flips no bits.
        let scene = try Scene()
        let bytes = TestFile.read("\(scene.path)/\(scene.wal)")
        for back in [1, 9, 40] {
            var rotten = bytes
            rotten[bytes.count - back] ^= 4
            #expect(try scene.open(rotten, "flipped \(back) bytes before the end") == nil)
        }
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
