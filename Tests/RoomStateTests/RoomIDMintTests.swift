import RoomState
import Testing

@Suite struct RoomIDMintTests {
    private static let time = GroupTime(milliseconds: RoomIDMint.epochMilliseconds + 1000)

    // The bits are where rooms.md says: 41 of time, 14 of slot, 8 of sequence.
    @Test func bitsAreTimeSlotSequence() {
        let id = RoomIDMint.next(slot: 5, after: nil, at: Self.time)
        #expect(id >> 22 == 1000)
        #expect((id >> 8) & 0x3fff == 5)
        #expect(id & 0xff == 0)
    }

    // While group time stands still, 256 ids come from the sequence and the next takes the next
    // millisecond; a clock that lags behind the last id changes nothing of that.
    @Test func idsOfASlotOnlyGrow() {
        var last: UInt64?
        var ids: Set<UInt64> = []
        for number in 0..<1000 {
            let time = number % 3 == 0 ? GroupTime.zero : Self.time
            let id = RoomIDMint.next(slot: 16_383, after: last, at: time)
            if let last {
                #expect(id > last)
            }
            #expect((id >> 8) & 0x3fff == 16_383)
            #expect(id < 1 << 63)
            ids.insert(id)
            last = id
        }
        #expect(ids.count == 1000)
    }

    // Stored data depends on it: the slot of an owner never changes.
    @Test func slotFollowsFromTheOwner() {
        #expect(RoomIDMint.slot(of: "olga") == RoomIDMint.slot(of: "olga"))
        #expect(RoomIDMint.slot(of: "olga") < 1 << 14)
        #expect(Set((0..<64).compactMap { UserID("u\($0)") }.map(RoomIDMint.slot)).count > 50)
    }

    // Rooms of one owner at one group time get ids of their own, also over a restart.
    @Test func machineNeverMintsAnIDTwice() throws {
        var world = try RoomWorld()
        var ids: Set<RoomID> = []
        for round in 0..<40 {
            ids.insert(try world.create(.init(ownerID: "olga", info: RoomInfo(title: "Show"))))
            if round % 10 == 0 { try world.reopen() }
        }
        #expect(ids.count == 40)
        #expect(world.machine.roomCount == 40)
    }
}
