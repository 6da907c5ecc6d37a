import RocksDB
import Testing

@Suite struct CursorTests {
    private let directory = TemporaryDirectory()

    private func makeDatabase() throws -> Database {
        let database = try openDatabase(at: "\(self.directory.path)/db", createsNew: true)
        try put(
            [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")], in: database.families[0],
            of: database)
        return database
    }

    @Test func aCursorWalksBothWaysWithinItsBounds() throws {
        let database = try self.makeDatabase()
        var cursor = Cursor(
            over: database.families[0], of: database, from: bytes("b"), to: bytes("d"))
        var seen: [String] = []
        cursor.seekToFirst()
        while cursor.isValid {
            seen.append(String(decoding: cursor.key + cursor.value, as: UTF8.self))
            cursor.next()
        }
        try cursor.checkError()
        #expect(seen == ["b2", "c3"])

        cursor.seekToLast()
        #expect(cursor.key == bytes("c"))
        cursor.previous()
        #expect(cursor.key == bytes("b"))
        cursor.previous()
        #expect(cursor.isValid == false)

        cursor.seek(to: bytes("bb"))
        #expect(cursor.key == bytes("c"))
        cursor.seekBackward(to: bytes("bb"))
        #expect(cursor.key == bytes("b"))
        let count = cursor.withValue { $0.count }
        #expect(count == 1)
    }

    @Test func withoutBoundsACursorSeesEveryKeyOfItsFamilyOnly() throws {
        let database = try self.makeDatabase()
        try put([("z", "9")], in: database.families[1], of: database)
        var cursor = Cursor(over: database.families[0], of: database, fillsCache: false)
        cursor.seekToLast()
        #expect(cursor.key == bytes("d"))
        cursor.seek(to: bytes("e"))
        #expect(cursor.isValid == false)
        try cursor.checkError()
    }

    @Test func aCursorSeesTheStateAtWhichItWasMade() throws {
        let database = try self.makeDatabase()
        let family = database.families[0]
        var cursor = Cursor(over: family, of: database)
        var batch = WriteBatch()
        batch.deleteRange(from: bytes("a"), to: bytes("z"), in: family)
        try database.write(batch, options: .buffered())
        cursor.seekToFirst()
        #expect(cursor.key == bytes("a"))
        #expect(try database.value(for: bytes("a"), in: family) == nil)
    }

    @Test func aCursorKeepsItsDatabaseOpen() throws {
        // The family it walks holds the connection; nothing else does at the end.
        func makeCursor() throws -> Cursor {
            let database = try self.makeDatabase()
            return Cursor(over: database.families[0], of: database)
        }
        var cursor = try makeCursor()
        cursor.seekToFirst()
        #expect(cursor.isValid == true)
    }
}
