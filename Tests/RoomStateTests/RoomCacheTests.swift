import RoomState
import Testing

@Suite struct RoomCacheTests {
    private static func room(_ number: Int) throws -> Room {
        let id = try #require(RoomID("\(number)"))
        var world = try RoomWorld()
        var room = try world.room(try world.makeShow())
        room.head.id = id
        return room
    }

    // What is used stays, what is not is forgotten, and never more than the bound is held.
    @Test func usedRoomsStayAndOthersGo() throws {
        var cache = RoomCache(roomLimit: 10, byteLimit: .max)
        let hot = try Self.room(0)
        cache.insert(hot)
        for number in 1..<100 {
            cache.insert(try Self.room(number))
            #expect(cache.count <= 10)
            #expect(cache.room("0") == hot)
        }
        #expect(cache.room("1") == nil)
        #expect(cache.room("99") != nil)
        cache.remove("99")
        #expect(cache.room("99") == nil)
    }

    /// Who only inserts leaves the version before in the old generation; it must not come back.
    @Test func aRemovedRoomIsGoneFromBothGenerations() throws {
        var cache = RoomCache(roomLimit: 4, byteLimit: .max)
        var room = try Self.room(0)
        cache.insert(room)
        cache.insert(try Self.room(1))
        cache.insert(try Self.room(2))
        room.info.title = "another"
        cache.insert(room)
        let removed = cache.remove("0")
        #expect(removed == room)
        let found = cache.room("0")
        #expect(found == nil)
    }

    @Test func bytesAreBoundedToo() throws {
        let one = try Self.room(0)
        var cache = RoomCache(roomLimit: .max, byteLimit: 16 << 10)
        for number in 0..<100 {
            cache.insert(try Self.room(number))
        }
        #expect(cache.count < 16)
        #expect(cache.count > 1)
        #expect(one.checkInvariants() == [])
    }
}
