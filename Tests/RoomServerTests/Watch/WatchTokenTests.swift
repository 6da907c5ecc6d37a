import ByteCoding
import Raft
import RoomServer
import RoomState
import Testing
import Watching

/// Resume tokens: every position comes back, and nothing else is taken for one.
@Suite struct WatchTokenTests {
    private static let token = WatchToken(
        cluster: ClusterID(0xc1), watched: StableHash(high: 1, low: 2))
    private static let room = RoomID("1234567890123456789")!

    private static let positions: [WatchPosition] = [
        .start,
        WatchPosition(index: LogIndex(0)),
        WatchPosition(index: LogIndex(1 << 60)),
        WatchPosition(index: LogIndex(7), opened: .through(Self.room)),
        WatchPosition(index: LogIndex(7), seen: LogIndex(9)),
        WatchPosition(
            index: LogIndex(7),
            within: .init(index: LogIndex(8), room: Self.room, revision: 99)),
        WatchPosition(
            index: LogIndex(7), within: .init(index: LogIndex(8), room: Self.room, revision: 99),
            opened: .through(Self.room)),
    ]

    @Test func everyPositionComesBack() throws {
        for position in Self.positions {
            let text = String(decoding: Self.token.text(of: position), as: UTF8.self)
            #expect(try Self.token.position(from: text) == position)
            #expect(text.utf8.allSatisfy { $0 < 128 })
        }
    }

    @Test func aTokenOfTheUsualKindIsShort() {
        #expect(Self.token.text(of: WatchPosition(index: LogIndex(4711))).count == 44)
    }

    @Test func everyMistypedLetterIsNoticed() {
        let text = Self.token.text(of: Self.positions[5])
        for place in text.indices {
            var wrong = text
            wrong[place] = wrong[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: wrong, as: UTF8.self)
            #expect(throws: WatchToken.Fault.self) { try Self.token.position(from: text) }
        }
    }

    @Test func otherClustersAndOtherWatchesAreToldApart() {
        let text = String(decoding: Self.token.text(of: .start), as: UTF8.self)
        let elsewhere = WatchToken(
            cluster: ClusterID(0xc2), watched: StableHash(high: 1, low: 2))
        let other = WatchToken(cluster: ClusterID(0xc1), watched: StableHash(high: 1, low: 3 << 8))
        #expect(throws: WatchToken.Fault.otherCluster) { try elsewhere.position(from: text) }
        #expect(throws: WatchToken.Fault.otherWatch) { try other.position(from: text) }
        #expect(throws: WatchToken.Fault.notAToken) { try other.position(from: "") }
        #expect(throws: WatchToken.Fault.notAToken) {
            try other.position(from: String(repeating: "A", count: 10_000))
        }
    }

    /// A place inside of an entry lies behind what is told and before what is not.
    @Test func aPositionKnowsWhatItCovers() {
        let position = WatchPosition(
            index: LogIndex(7),
            within: .init(index: LogIndex(8), room: RoomID("m")!, revision: 5))
        func covers(_ index: UInt64, _ room: String, _ revision: UInt64) -> Bool {
            position.covers(index: LogIndex(index), room: RoomID(room)!, revision: revision)
        }
        #expect(covers(7, "z", 9))
        #expect(covers(8, "a", 9))
        #expect(covers(8, "m", 5))
        #expect(!covers(8, "m", 6))
        #expect(!covers(8, "n", 1))
        #expect(!covers(9, "a", 1))
    }
}
